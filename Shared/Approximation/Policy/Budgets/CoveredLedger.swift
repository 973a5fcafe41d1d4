package import Domain
package import Kernel

/// The accounts that a process debits in memory, backed by a store that it asks in groups.
///
/// Intuition: a debit must be on the disk before use, and a disk is slow. So a part of every account is set aside in the store
/// for this process beforehand, and spent here. A process that is killed loses what was set aside: its successor takes it for
/// used, so nothing is ever used twice.
///
/// Rule: a debit is made if the account allows it, pace included, and what is set aside covers it. When half of that is gone the
/// store is asked for more; what was used is booked on the same way.
package struct CoveredLedger: Sendable {
    private var entries: [CoveredAccount] = []

    package init() {}

    package var isEmpty: Bool { entries.isEmpty }

    /// All accounts in their order.
    package var accounts: [(id: AccountID, account: BudgetAccount)] { entries.map { ($0.id, $0.account) } }

    package func account(_ id: AccountID) -> BudgetAccount? { entries.first { $0.id == id }?.account }

    /// Whether that tenant's debits of the resource are limited.
    package func limits(_ resource: Resource, of tenant: TenantID) -> Bool {
        entries.contains { $0.id.resource == resource && Self.concerns($0.id, tenant) }
    }

    /// Why the amounts cannot be debited now, by the first account that lacks them; `nil` if they can.
    ///
    /// - Parameters:
    ///   - amounts: What is wanted.
    ///   - tenant: Who pays.
    ///   - reserved: What must be left for every second to the end of the horizon, by account.
    ///   - now: When.
    /// - Returns: The reason.
    package mutating func refusal(
        of amounts: BudgetAmounts,
        for tenant: TenantID,
        reserving reserved: [AccountID: Int64] = [:],
        at now: Instant
    ) -> BudgetRefusal? {
        for index in concerned(by: amounts, of: tenant) {
            let amount = amounts[entries[index].id.resource]
            let kept = reserved[entries[index].id] ?? 0
            if let refusal = entries[index].refusal(of: amount, reserving: kept, at: now) { return refusal }
        }
        return nil
    }

    /// What a debit of the amounts would take from each account.
    package func parts(of amounts: BudgetAmounts, for tenant: TenantID) -> [BudgetLedger.Part] {
        concerned(by: amounts, of: tenant).map { BudgetLedger.Part(entries[$0].id, amounts[entries[$0].id.resource]) }
    }

    /// Holds the amounts in all accounts that they concern; only after ``refusal(of:for:at:)`` has said `nil`.
    package mutating func debit(_ amounts: BudgetAmounts, for tenant: TenantID) -> [BudgetLedger.Part] {
        concerned(by: amounts, of: tenant).map { index in
            let part = BudgetLedger.Part(entries[index].id, amounts[entries[index].id.resource])
            entries[index].hold(part.amount)
            return part
        }
    }

    /// Counts a debit that nobody made for lack of that.
    package mutating func note(_ refusal: BudgetRefusal) {
        guard let id = refusal.account, let index = entries.firstIndex(where: { $0.id == id }) else { return }
        entries[index].refuse()
    }

    /// Ends a debit with what was really used; `nil`: nobody knows, so all of it.
    package mutating func settle(_ parts: [BudgetLedger.Part], used: BudgetAmounts?, at now: Instant) {
        for part in parts {
            guard let index = entries.firstIndex(where: { $0.id == part.account }) else { continue }
            entries[index].settle(part.amount, used: used?[part.account.resource] ?? part.amount, at: now)
        }
    }

    /// What the store is to be asked; if `isDue`, to book what was used even if enough is set aside.
    package mutating func wishes(isDue: Bool, at now: Instant) -> [CoverWish] {
        entries.indices.compactMap { entries[$0].wish(isDue: isDue, at: now) }
    }

    /// What the store is to be told last.
    package var farewells: [CoverWish] { entries.map { $0.farewell() } }

    /// Takes over what the store says: all accounts that there are.
    package mutating func take(_ grants: [CoverGrant]) {
        entries = grants.sorted { $0.id < $1.id }.map { grant in
            guard var known = entries.first(where: { $0.id == grant.id }) else { return CoveredAccount(grant) }
            known.take(grant)
            return known
        }
    }

    /// The store could not be asked.
    package mutating func noteUnavailable() {
        for index in entries.indices { entries[index].forgetWish() }
    }

    private func concerned(by amounts: BudgetAmounts, of tenant: TenantID) -> [Int] {
        entries.indices.filter { amounts[entries[$0].id.resource] > 0 && Self.concerns(entries[$0].id, tenant) }
    }

    private static func concerns(_ id: AccountID, _ tenant: TenantID) -> Bool {
        id.owner == .cluster || id.owner == .tenant(tenant)
    }
}
