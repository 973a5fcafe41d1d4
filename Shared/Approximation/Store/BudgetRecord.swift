package import Approximation
package import Domain
package import Kernel

/// An account as people read it: amounts in joules, dollars or bytes.
package struct BudgetRecord: Codable, Sendable {
    package let owner: String
    package let tenant: String?
    package let resource: String
    package let unit: String
    package let limit: Double
    package let spent: Double
    package let held: Double
    package let left: Double
    /// What may be used per second so that the rest lasts; `nil` for memory.
    package let perSecond: Double?
    /// Until the amount is there anew; `nil` for memory.
    package let renewsInSeconds: Double?
    package let refusals: Int64
    package let unbacked: Double

    /// The memory of a worker's models: what is there is held, and nothing is ever used up.
    package init(memoryOf worker: WorkerID, limit: Int, held: Int) {
        owner = "worker \(worker.rawValue)"
        tenant = nil
        resource = Resource.memory.rawValue
        unit = Resource.memory.symbol
        self.limit = Double(limit)
        spent = 0
        self.held = Double(held)
        left = Double(limit - held)
        perSecond = nil
        renewsInSeconds = nil
        refusals = 0
        unbacked = 0
    }

    package init(_ id: AccountID, _ account: BudgetAccount, at now: Instant) {
        switch id.owner {
        case .cluster: (owner, tenant) = ("cluster", nil)
        case .tenant(let name): (owner, tenant) = ("tenant", name.rawValue)
        }
        resource = id.resource.rawValue
        unit = id.resource.symbol
        let units = id.resource.units
        limit = Double(account.limit.amount) / units
        spent = Double(account.spent) / units
        held = Double(account.held) / units
        left = Double(account.left) / units
        let isConsumed = id.resource.isConsumed
        perSecond = isConsumed ? account.rate(at: now) / units : nil
        renewsInSeconds = isConsumed ? (account.periodEnd - now).seconds : nil
        refusals = account.refusals
        unbacked = Double(account.unbacked) / units
    }
}
