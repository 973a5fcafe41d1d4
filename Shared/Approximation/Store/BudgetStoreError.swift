/// Why accounts could not be read or written; nothing has been changed then.
package enum BudgetStoreError: Error, Equatable, CustomStringConvertible {
    /// The file cannot be opened or written, or another process holds it for longer than waiting lasts.
    case unavailable(String)
    /// The file holds what cannot be an account.
    case damaged(String)

    package var description: String {
        switch self {
        case .unavailable(let reason): "the accounts cannot be reached: \(reason)"
        case .damaged(let reason): "the accounts make no sense: \(reason)"
        }
    }
}
