import Domain
import Kernel

/// Who may be promised what, where several tenants want more than there is.
///
/// Intuition: while there is enough, everybody gets what he asks for. When there is not, each is sure of his weight's part of the
/// whole, or of what he wants if that is less; the rest is for whoever wants more, by weight again (max-min fairness).
///
/// Rule for one-shot jobs: what was asked for and what was promised of late is known of every tenant, in time of the members. If all
/// together ask for more than the members can give, a tenant that has had its fair part already gets no promise now.
///
/// Rule for streams, which may last for ever: a tenant with more than its part leaves room for what other tenants lack of theirs, as
/// long as these have asked for something within ``memory``.
struct TenantLedger: Sendable {
    /// How long a tenant that asks for nothing keeps its part of streams, and at most so many tenants.
    static let memory = 60_000_000_000.0
    private static let limit = 128
    /// Of what the members can give, from where on there is not enough.
    private static let contention = 0.95
    /// By how much more may be given than was, so that what has become free is found.
    private static let growth = 1.02

    private struct Account: Sendable {
        let tenant: Tenant
        /// Of streams, in members.
        var utilization = 0.0
        /// Of jobs, nanoseconds within the time that is looked at.
        var asked = 0.0
        var promised = 0.0
        /// Of ``asked``: for which there was no room.
        var lacked = 0.0
        var lastAsked: Double
    }

    private let weights: [Tenant]
    private var accounts: [Account] = []
    private var fading = Fading()
    /// The time over which the counts were gathered, faded as they are.
    private var span = 0.0

    init(_ weights: [Tenant]) { self.weights = weights }

    // MARK: One-shot jobs

    /// Counts a wish, and says whether the tenant may be promised it now.
    ///
    /// - Parameters:
    ///   - id: Of the tenant.
    ///   - cost: Nanoseconds.
    ///   - capacity: What the members can give jobs, in members.
    ///   - now: Nanoseconds.
    /// - Returns: Whether it may.
    mutating func mayPromise(_ id: TenantID, cost: Double, capacity: Double, at now: Double) -> Bool {
        advance(to: now)
        let index = index(of: id, at: now)
        accounts[index].asked += cost
        accounts[index].lastAsked = now
        guard accounts.count > 1 else { return true }
        let whole = whole(beside: index, capacity)
        guard accounts.reduce(0, { $0 + $1.asked }) > whole else { return true }
        return accounts[index].promised + cost <= fairPart(of: index, whole) + cost / 2
    }

    mutating func notePromise(_ id: TenantID, cost: Double, at now: Double) {
        accounts[index(of: id, at: now)].promised += cost
    }

    /// Counts a wish that was within the tenant's part and for which there was no room.
    mutating func noteLack(_ id: TenantID, cost: Double, at now: Double) {
        accounts[index(of: id, at: now)].lacked += cost
    }

    /// What there is for jobs: what the members can give, or hardly more than they gave where others lacked something even so.
    private func whole(beside index: Int, _ capacity: Double) -> Double {
        let nominal = max(span, Double(Fading.slice)) * capacity * Self.contention
        let lacked = accounts.indices.reduce(0) { $1 == index ? $0 : $0 + accounts[$1].lacked }
        let given = accounts.reduce(0) { $0 + $1.promised }
        return lacked > 0.01 * given ? min(nominal, given * Self.growth) : nominal
    }

    /// By water-filling: who wants less than its part leaves the rest to the others.
    private func fairPart(of index: Int, _ whole: Double) -> Double {
        var left = whole
        var hungry = accounts.indices.filter { accounts[$0].asked > 0 }
        while !hungry.isEmpty {
            let weight = hungry.reduce(0) { $0 + accounts[$1].tenant.weight }
            let level = left / weight
            let content = hungry.filter { accounts[$0].asked <= level * accounts[$0].tenant.weight }
            guard !content.isEmpty else { return level * accounts[index].tenant.weight }
            if content.contains(index) { return accounts[index].asked }
            left -= content.reduce(0) { $0 + accounts[$1].asked }
            hungry.removeAll { content.contains($0) }
        }
        return whole
    }

    private mutating func advance(to now: Double) {
        guard let (slices, kept) = fading.advance(to: Int64(now)) else { return }
        span = (span + Double(slices * Fading.slice)) * kept
        for index in accounts.indices {
            accounts[index].asked *= kept
            accounts[index].promised *= kept
            accounts[index].lacked *= kept
        }
    }

    // MARK: Streams

    /// Whether the tenant may claim so much more for streams, in members, beside what others are sure of.
    mutating func mayClaim(_ id: TenantID, _ more: Double, of capacity: Double, at now: Double) -> Bool {
        let index = index(of: id, at: now)
        accounts[index].lastAsked = now
        let active = accounts.indices.filter { Self.isActive(accounts[$0], at: now) }
        guard active.count > 1 else { return true }
        let weight = active.reduce(0) { $0 + accounts[$1].tenant.weight }
        func part(_ index: Int) -> Double { capacity * accounts[index].tenant.weight / weight }
        if accounts[index].utilization + more <= part(index) { return true }
        let used = accounts.reduce(0) { $0 + $1.utilization }
        let lacking = active.reduce(0) { $1 == index ? $0 : $0 + max(0, part($1) - accounts[$1].utilization) }
        return used + more + lacking <= capacity
    }

    mutating func enter(_ id: TenantID, _ utilization: Double, at now: Double) {
        accounts[index(of: id, at: now)].utilization += utilization
    }

    mutating func leave(_ id: TenantID, _ utilization: Double) {
        guard let index = accounts.firstIndex(where: { $0.tenant.id == id }) else { return }
        accounts[index].utilization = max(0, accounts[index].utilization - utilization)
    }

    private static func isActive(_ account: Account, at now: Double) -> Bool {
        account.utilization > 1e-9 || now - account.lastAsked <= memory
    }

    private mutating func index(of id: TenantID, at now: Double) -> Int {
        if let known = accounts.firstIndex(where: { $0.tenant.id == id }) { return known }
        if accounts.count >= Self.limit {
            accounts.removeAll { !Self.isActive($0, at: now) }
        }
        if accounts.count >= Self.limit, let last = accounts.indices.last { return last }
        accounts.append(Account(tenant: weights.first { $0.id == id } ?? Tenant(id), lastAsked: now))
        return accounts.count - 1
    }
}
