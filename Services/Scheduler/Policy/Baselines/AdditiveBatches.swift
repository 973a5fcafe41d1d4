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
    /// The batches that are outstanding, by their first job: how long each may run.
    private var budgets: [(head: JobID, budget: Double)] = []
    private var running: (batch: BatchID, time: Int64)?

    init(configuration: LaneConfiguration) { share = configuration.options[Self.share] }

    func rank(of job: QueuedJob) -> Int64 { Int64(job.ordinal) }

    func offer(_ queue: StageOrder.Queue, _ book: LaneBook, at now: Int64) -> BatchOffer {
        .run(Int(limit(queue.slot)), urgency: Double(queue.jobs.first?.rank ?? 0))
    }

    mutating func granted(_ jobs: [JobID], slot: Int, end: Int64, in book: LaneBook) {
        let shortest = jobs.compactMap { book.jobs[$0].map { $0.end - $0.arrival } }.min()
        budgets = budgets.suffix(1) + [(jobs[0], shortest.map { Double($0) * share } ?? .infinity)]
    }

    mutating func observe(_ report: StageReport, of grant: Grant, in book: LaneBook) {
        let before = running?.batch == grant.batch ? running?.time ?? 0 : 0
        let time = before + report.duration.nanoseconds
        running = (grant.batch, time)
        guard report.segmentEnded, let budget = budgets.first(where: { $0.head == grant.jobs[0] })?.budget else {
            return
        }
        while limits.count <= grant.slot { limits.append(1) }
        if Double(time) > budget {
            limits[grant.slot] = max(1, 0.9 * limits[grant.slot])
        } else if grant.jobs.count >= Int(limits[grant.slot]) {
            limits[grant.slot] = min(limits[grant.slot] + 1, Double(book.batchLimit(slot: grant.slot)))
        }
    }

    private func limit(_ slot: Int) -> Double { slot < limits.count ? limits[slot] : 1 }
}
