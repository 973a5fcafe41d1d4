import Domain
import Kernel

/// How much of the time that nobody is promised each tenant has had of late, against its weight.
///
/// Intuition: whoever has had least for its weight is served next. So under contention everybody's part tends to its weight over
/// the sum of all that want some, and what one leaves is there for the others. What was had long ago counts no more,
/// so nobody saves up shares, and nobody who was alone for a while is punished for it.
struct TenantShares: Sendable {
    /// Nanoseconds.
    private static let memory = 8 * Fading.slice
    /// Tenants that are remembered; beyond it the one that has had least is forgotten, which favors nobody for long.
    private static let limit = 128
    /// Below this part of the mean a tenant is owed time.
    private static let fairness = 0.9

    private struct Use: Sendable {
        var tenant: Tenant
        var time: Double
        /// Of time that was had or asked for.
        var seen: Int64
    }

    /// In the order in which they came.
    private var uses: [Use] = []
    private var fading = Fading()

    /// Lets what was had fade; a tenant that has wanted nothing for as long as is looked back on is forgotten.
    mutating func advance(to now: Int64) {
        guard let (_, kept) = fading.advance(to: now) else { return }
        for index in uses.indices { uses[index].time *= kept }
        uses.removeAll { now - $0.seen > Self.memory }
    }

    /// Notes that the tenant wants time.
    mutating func note(_ tenant: Tenant, at now: Int64) { uses[index(of: tenant, now)].seen = now }

    mutating func charge(_ tenant: Tenant, _ nanoseconds: Double, at now: Int64) {
        let index = index(of: tenant, now)
        uses[index].time += nanoseconds
        uses[index].seen = now
    }

    /// What the tenant has had for its weight.
    func burden(of tenant: Tenant) -> Double {
        (uses.first { $0.tenant.id == tenant.id }?.time ?? 0) / tenant.weight
    }

    /// Whether the tenant has had clearly less than its part while others wanted time too.
    func isOwed(_ tenant: Tenant) -> Bool {
        guard uses.count > 1 else { return false }
        let whole = uses.reduce((time: 0.0, weight: 0.0)) { ($0.time + $1.time, $0.weight + $1.tenant.weight) }
        return whole.time > 0 && burden(of: tenant) < Self.fairness * whole.time / whole.weight
    }

    private mutating func index(of tenant: Tenant, _ now: Int64) -> Int {
        if let known = uses.firstIndex(where: { $0.tenant.id == tenant.id }) {
            uses[known].tenant = tenant
            return known
        }
        if uses.count >= Self.limit, let least = uses.indices.min(by: { uses[$0].time < uses[$1].time }) {
            uses.remove(at: least)
        }
        uses.append(Use(tenant: tenant, time: 0, seen: now))
        return uses.count - 1
    }
}
