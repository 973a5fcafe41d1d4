package import Domain

/// Whose account it is.
package enum BudgetOwner: Hashable, Sendable, Comparable {
    /// All tenants together; its account is charged with every debit.
    case cluster
    case tenant(TenantID)

    package static func < (lhs: BudgetOwner, rhs: BudgetOwner) -> Bool {
        switch (lhs, rhs) {
        case (.cluster, .tenant): true
        case (_, .cluster): false
        case (.tenant(let first), .tenant(let second)): first < second
        }
    }
}
