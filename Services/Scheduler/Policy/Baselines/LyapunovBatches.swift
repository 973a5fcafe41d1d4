import Domain
import Kernel

/// EdgeServing-like: the model, batch and exit of the largest score, where missed deadlines build up a virtual queue.
///
/// Score of model `m`, batch `B` and exit `e`: `Q·B·acc(m,e)/E(m,e,B) − w·Z·(expected misses) + Z·B·target`, with `Q` jobs that wait
/// and the virtual queue `Z ← max(0, Z + misses − (1 − target)·B)`. The whole batch leaves at that exit. The score is read from
/// the system's public code; how `Z` moves is our reconstruction, `E` is in milliseconds and this project's bound (theirs
/// is a 95th percentile), and batches are powers of two. Misses are those of the batch itself.
struct LyapunovBatches: BatchRule {
    private static let weight = Tunable("weight", "of expected misses (w)", in: .number(0...1_000), usual: 1)
    private static let target = Tunable("target", "share of jobs to be in time", in: .number(0.5...1), usual: 0.95)
    static var tunables: [Tunable] { [.batch(usual: 32), weight, target] }

    private let batch: Int
    private let weight: Double
    private let target: Double
    /// By slot.
    private var missQueues: [Double] = []

    init(configuration: LaneConfiguration) {
        batch = configuration.options.whole(Self.tunables[0])
        weight = configuration.options[Self.weight]
        target = configuration.options[Self.target]
    }

    func rank(of job: QueuedJob) -> Int64 { Int64(job.ordinal) }

    func isDone(_ job: QueuedJob) -> Bool { job.lastBatch != nil && job.isAnswerable }

    func offer(_ queue: StageOrder.Queue, _ book: LaneBook, at now: Int64) -> BatchOffer {
        let limit = min(batch, book.batchLimit(slot: queue.slot), queue.jobs.count)
        let jobs = queue.jobs.prefix(limit).compactMap { book.jobs[JobID($0.id)] }
        var best = (score: -Double.infinity, size: 1, exit: queue.stage)
        var size = 1
        while size <= limit {
            let members = jobs.prefix(size)
            let shallowest = members.reduce(queue.stage) { max($0, $1.mandatoryExit) }
            for exit in shallowest..<max(shallowest + 1, book.models[queue.slot].stageCount) {
                let score = score(queue, size, exit, members, book, at: now)
                if score > best.score { best = (score, size, exit) }
            }
            size *= 2
        }
        return .run(best.size, urgency: -best.score, through: best.exit)
    }

    mutating func granted(_ jobs: [JobID], slot: Int, end: Int64, in book: LaneBook) {
        let misses = jobs.count { (book.jobs[$0]?.end ?? .max) < end }
        while missQueues.count <= slot { missQueues.append(0) }
        missQueues[slot] = max(0, missQueues[slot] + Double(misses) - (1 - target) * Double(jobs.count))
    }

    private func score(
        _ queue: StageOrder.Queue,
        _ size: Int,
        _ exit: Int,
        _ jobs: ArraySlice<QueuedJob>,
        _ book: LaneBook,
        at now: Int64
    ) -> Double {
        let cost = book.cost(slot: queue.slot, stages: queue.stage...exit, jobs: size)
        let exits = book.models[queue.slot].exits
        let accuracy = exit < exits.count ? exits[exit].accuracy : 0
        let misses = jobs.count { $0.end < now + cost }
        let debt = queue.slot < missQueues.count ? missQueues[queue.slot] : 0
        let yield = Double(queue.jobs.count * size) * accuracy / (Double(max(1, cost)) / 1e6)
        return yield - weight * debt * Double(misses) + debt * Double(size) * target
    }
}
