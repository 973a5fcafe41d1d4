import Domain
import Kernel

/// Best-effort jobs of one model before the same stage, by end and by tenant.
struct SpareQueue: Sendable {
    private struct Part: Sendable {
        var tenant: Tenant
        var byEnd = RankedSet()
    }

    private(set) var byEnd = RankedSet()
    /// In the order in which tenants came; none is empty.
    private var parts: [Part] = []

    var count: Int { byEnd.count }

    mutating func insert(_ job: QueuedJob) {
        let entry = Ranked(rank: job.end, id: job.id.rawValue)
        byEnd.insert(entry)
        let known = parts.firstIndex { $0.tenant.id == job.tenant.id }
        if known == nil { parts.append(Part(tenant: job.tenant)) }
        parts[known ?? parts.count - 1].byEnd.insert(entry)
    }

    mutating func remove(_ job: QueuedJob) -> Bool {
        let entry = Ranked(rank: job.end, id: job.id.rawValue)
        guard byEnd.remove(entry) else { return false }
        guard let part = parts.firstIndex(where: { $0.tenant.id == job.tenant.id }) else { return true }
        parts[part].byEnd.remove(entry)
        if parts[part].byEnd.isEmpty { parts.remove(at: part) }
        return true
    }

    /// Every tenant's first and last job by end, and how many it has.
    var tenants: [(tenant: Tenant, first: Ranked, last: Ranked, count: Int)] {
        parts.compactMap { part in
            guard let first = part.byEnd.first, let last = part.byEnd.last else { return nil }
            return (part.tenant, first, last, part.byEnd.count)
        }
    }

    /// So many jobs, each of the tenant that has had least by then; of one tenant the first ends first.
    ///
    /// - Parameters:
    ///   - size: At most as many as there are.
    ///   - shares: What tenants have had; charged with what they get.
    ///   - cost: Of one job, nanoseconds.
    ///   - now: When they get it.
    /// - Returns: Who.
    func batch(of size: Int, _ shares: inout TenantShares, cost: Double, at now: Int64) -> [JobID] {
        if parts.count == 1 {
            shares.charge(parts[0].tenant, cost * Double(size), at: now)
            return byEnd.prefix(size).map { JobID($0.id) }
        }
        var left = parts.map { (tenant: $0.tenant, jobs: $0.byEnd.prefix(size)[...]) }
        var batch: [JobID] = []
        while batch.count < size {
            let waiting = left.indices.filter { !left[$0].jobs.isEmpty }
            let next = waiting.min { shares.burden(of: left[$0].tenant) < shares.burden(of: left[$1].tenant) }
            guard let next, let job = left[next].jobs.popFirst() else { break }
            shares.charge(left[next].tenant, cost, at: now)
            batch.append(JobID(job.id))
        }
        return batch
    }
}
