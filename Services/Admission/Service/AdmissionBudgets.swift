package import Approximation
package import BudgetStore
import Domain
package import Kernel

/// What is limited, and where the accounts are kept.
package struct AdmissionBudgets: Sendable {
    /// The file of the accounts; none: nothing is limited.
    package var store: String?
    package var limits: [AccountID: BudgetLimit]

    package init(store: String? = nil, limits: [AccountID: BudgetLimit] = [:]) {
        self.store = store
        self.limits = limits
    }

    /// Opens the file and sets the limits; what was used stays used.
    ///
    /// - Parameters:
    ///   - holder: The name of this process among all that debit these accounts.
    ///   - time: Its clock.
    /// - Returns: `nil` if there is no file.
    /// - Throws: If it cannot be read or written.
    package func open(as holder: String, time: any TimeSource) throws(BudgetStoreError) -> BudgetKeeper? {
        guard let store else { return nil }
        let clock = UnixTime()
        let accounts = try SQLiteBudgetStore(path: store, holder: holder, at: clock.now)
        for (id, limit) in limits.sorted(by: { $0.key < $1.key }) {
            try accounts.setLimit(limit, of: id, at: clock.now)
        }
        return BudgetKeeper(accounts, clock: clock, time: time)
    }
}
