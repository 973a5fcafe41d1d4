package import Approximation
package import Domain
package import Kernel

/// Accounts that outlive the process that debits them.
///
/// Whatever a call has answered is kept: a debit that was said to be held counts after a crash at any later instant.
package protocol BudgetStore: Sendable {
    /// Holds the amounts in the accounts of the tenant and of the cluster, or in none.
    func debit(_ amounts: BudgetAmounts, for tenant: TenantID, at now: Instant) throws(BudgetStoreError) -> DebitOutcome

    /// Ends a debit with what was used.
    ///
    /// - Returns: Whether there was such a hold.
    @discardableResult
    func settle(_ hold: HoldID, used: BudgetAmounts, at now: Instant) throws(BudgetStoreError) -> Bool

    /// Books what this process has used of what is set aside for it, and sets aside anew; all wishes or none.
    ///
    /// - Returns: All accounts, in the horizon that `now` lies in.
    func cover(_ wishes: [CoverWish], at now: Instant) throws(BudgetStoreError) -> [CoverGrant]

    /// Opens an account or changes its limit.
    func setLimit(_ limit: BudgetLimit, of account: AccountID, at now: Instant) throws(BudgetStoreError)

    /// Closes an account, if it is open.
    func removeLimit(of account: AccountID) throws(BudgetStoreError)

    /// All accounts in their order, in the horizon that `now` lies in.
    func accounts(at now: Instant) throws(BudgetStoreError) -> [(id: AccountID, account: BudgetAccount)]
}

extension BudgetStore {
    /// Gives a debit back: it was not used.
    @discardableResult
    package func cancel(_ hold: HoldID, at now: Instant) throws(BudgetStoreError) -> Bool {
        try settle(hold, used: .none, at: now)
    }
}
