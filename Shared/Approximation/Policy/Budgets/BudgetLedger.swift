package import Domain
package import Kernel

/// The accounts of all owners, and what is debited and not settled.
///
/// A debit is made before use, from the tenant's and the cluster's accounts of every resource at once, or from none. It is
/// ended once: settled with what was used, or canceled, which gives everything back. An owner without an account of a
/// resource is not limited in it.
package struct BudgetLedger: Sendable {
    /// What one debit holds of one account.
    package struct Part: Hashable, Sendable {
        package let account: AccountID
        package let amount: Int64

        package init(_ account: AccountID, _ amount: Int64) {
            self.account = account
            self.amount = amount
        }
    }

    package private(set) var accounts: [AccountID: BudgetAccount] = [:]
    package private(set) var holds: [HoldID: [Part]] = [:]
    private let holdLimit: Int
    private var nextHold: Int64 = 1

    /// Takes the most debits that may be open at once.
    package init(holdLimit: Int = 100_000) {
        precondition(holdLimit > 0, "a ledger keeps a hold")
        self.holdLimit = holdLimit
    }

    /// Takes a part of a ledger as it was kept.
    ///
    /// - Parameters:
    ///   - accounts: All that the next act may concern.
    ///   - holds: The one that it may end, if any.
    ///   - otherHolds: How many more are open.
    ///   - nextHold: The name of the next one.
    ///   - holdLimit: The most that may be open at once.
    package init(
        accounts: [AccountID: BudgetAccount],
        holds: [HoldID: [Part]],
        otherHolds: Int,
        nextHold: HoldID,
        holdLimit: Int
    ) {
        self.accounts = accounts
        self.holds = holds
        self.nextHold = nextHold.rawValue
        self.holdLimit = max(0, holdLimit - otherHolds)
    }

    /// Opens an account or changes its limit.
    package mutating func setLimit(_ limit: BudgetLimit, of id: AccountID, at now: Instant) {
        if accounts[id] == nil {
            accounts[id] = BudgetAccount(id.resource, limit: limit, at: now)
        } else {
            accounts[id]?.setLimit(limit, at: now)
        }
    }

    /// Closes an account: its owner is not limited in that resource any more, and what is held of it is forgotten.
    package mutating func removeLimit(of id: AccountID) {
        accounts[id] = nil
        holds = holds.mapValues { $0.filter { $0.account != id } }
    }

    /// Holds the amounts in all accounts that they concern, or in none.
    package mutating func debit(_ amounts: BudgetAmounts, for tenant: TenantID, at now: Instant) -> DebitOutcome {
        let concerned = Self.accounts(of: tenant).filter { amounts[$0.resource] > 0 && accounts[$0] != nil }
        for id in concerned { accounts[id]?.renew(at: now) }
        for id in concerned {
            guard let refusal = accounts[id]?.refusal(of: amounts[id.resource], as: id, at: now) else { continue }
            accounts[id]?.refuse()
            return .refused(refusal)
        }
        guard holds.count < holdLimit else { return .refused(.tooManyHolds) }
        let parts = concerned.map { Part($0, amounts[$0.resource]) }
        for part in parts { accounts[part.account]?.hold(part.amount) }
        let id = HoldID(nextHold)
        nextHold += 1
        holds[id] = parts
        return .held(id)
    }

    /// Ends a debit with what was really used; what was held beyond it comes back, and memory always does.
    ///
    /// - Parameters:
    ///   - id: The hold; one that is not there (any more) changes nothing.
    ///   - used: What was used; beyond the debit it is counted as not backed.
    ///   - now: When it is known.
    /// - Returns: Whether there was such a hold.
    @discardableResult
    package mutating func settle(_ id: HoldID, used: BudgetAmounts, at now: Instant) -> Bool {
        guard let parts = holds.removeValue(forKey: id) else { return false }
        for part in parts {
            accounts[part.account]?.renew(at: now)
            accounts[part.account]?.settle(part.amount, used: used[part.account.resource])
        }
        return true
    }

    /// Gives a debit back: it was not used.
    @discardableResult
    package mutating func cancel(_ id: HoldID, at now: Instant) -> Bool {
        settle(id, used: .none, at: now)
    }

    /// Books what a process has used of what is set aside for it, and sets aside anew.
    ///
    /// - Returns: What is set aside now; `nil` if there is no such account.
    package mutating func cover(_ wish: CoverWish, of covered: Int64, at now: Instant) -> Int64? {
        accounts[wish.account]?.cover(wish, of: covered, at: now)
    }

    /// The accounts that a debit of that tenant may concern, in the order in which they are asked.
    package static func accounts(of tenant: TenantID) -> [AccountID] {
        [BudgetOwner.tenant(tenant), .cluster].flatMap { owner in
            Resource.allCases.map { AccountID(owner, $0) }
        }
    }
}
