import Domain

/// The fallbacks of offloaded jobs that wait at workers: no promises, but work that somebody hopes for.
///
/// They run in spare time, so they cost nobody a promise; what is bounded here is how many hope for the same spare time.
struct FallbackBook: Sendable {
    /// At once, of all workers; above it jobs are offloaded without.
    private static let limit = 4_096

    private var open: [JobID: (worker: WorkerID, cost: Double)] = [:]
    private var costs: [WorkerID: Double] = [:]

    var count: Int { open.count }

    /// What waits at a worker at most, in nanoseconds.
    func cost(at worker: WorkerID) -> Double { costs[worker] ?? 0 }

    /// Whether one more of that cost may hope for a part of so much time.
    func mayOpen(at worker: WorkerID, cost: Double, within part: Double) -> Bool {
        open.count < Self.limit && self.cost(at: worker) + cost <= part
    }

    mutating func open(_ job: JobID, at worker: WorkerID, cost: Double) {
        close(job)
        open[job] = (worker, cost)
        costs[worker, default: 0] += cost
    }

    mutating func close(_ job: JobID) {
        guard let closed = open.removeValue(forKey: job) else { return }
        let left = cost(at: closed.worker) - closed.cost
        // A worker without any is forgotten, and with it what rounding has left.
        let isLast = !open.values.contains { $0.worker == closed.worker }
        costs[closed.worker] = isLast ? nil : left
    }
}
