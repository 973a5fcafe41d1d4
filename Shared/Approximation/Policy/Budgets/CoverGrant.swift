/// An account as it is kept, and what of it is set aside for one process.
package struct CoverGrant: Hashable, Sendable {
    package let id: AccountID
    /// What is set aside counts as held.
    package let account: BudgetAccount
    package let covered: Int64

    package init(_ id: AccountID, _ account: BudgetAccount, covered: Int64) {
        self.id = id
        self.account = account
        self.covered = covered
    }
}
