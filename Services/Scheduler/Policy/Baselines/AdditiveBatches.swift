import Domain
import Kernel

/// AIMD: the batch limit of every model grows by one after a batch in time and shrinks by a tenth after a late one (Clipper's
/// rule, DeepRT's baseline).
///
/// What is queued runs as soon as the device is free, up to the limit. A batch is late if it ran longer than a share of
/// the shortest budget in it: the papers know one SLO where here every job has its own.
struct AdditiveBatches: BatchRule {
    private static let share = Tunable(
        "share",
        "part of the shortest budget in a batch that the batch may run for",
        in: .number(0.01...1),
        usual: 1
    )
    static var tunables: [Tunable] { [share] }

    private let share: Double
    /// By slot, at least 1.
    private(set) var limits: [Double] = []
    /// How long the batch that runs may run, and has run.
    private var running: (batch: BatchID, budget: Double, time: Int64)?

    init(configuration: LaneConfiguration) { share = configuration.options[Self.share] }

    func rank(of job: QueuedJob) -> Int64 { Int64(job.ordinal) }

    func offer(_ queue: StageOrder.Queue, _ book: LaneBook, at now: Int64) -> BatchOffer {
        .run(Int(limit(queue.slot)), urgency: Double(queue.jobs.first?.rank ?? 0))
    }

    mutating func observe(_ report: StageReport, of grant: Grant, in book: LaneBook) {
        if running?.batch != grant.batch {
            let shortest = grant.jobs.compactMap { book.jobs[$0].map { $0.end - $0.arrival } }.min()
            running = (grant.batch, shortest.map { Double($0) * share } ?? .infinity, 0)
        }
        running?.time += report.duration.nanoseconds
        guard report.segmentEnded, let batch = running else { return }
        let isFull = grant.jobs.count >= Int(limit(grant.slot))
        let grown = isFull ? min(limit(grant.slot) + 1, Double(book.batchLimit(slot: grant.slot))) : limit(grant.slot)
        while limits.count <= grant.slot { limits.append(1) }
        limits[grant.slot] = Double(batch.time) > batch.budget ? max(1, 0.9 * limits[grant.slot]) : grown
    }

    private func limit(_ slot: Int) -> Double { slot < limits.count ? limits[slot] : 1 }
}
