import Domain
import Kernel

/// Symphony's deferred batching: a batch starts at the last instant at which one job more would still be in time.
///
/// With the queue in the order of deadlines and `B` the jobs that a batch would take, it starts when `deadline − E(B + 1) ≤ now`
/// for its head, or when it is at its limit and `deadline − E(B) ≤ now`. Who is late even alone is given up. The form is
/// that of public re-implementations (arXiv 2308.07470 has the idea); asking a command and a timer's lateness earlier is ours.
struct DeferredBatches: BatchRule {
    static var tunables: [Tunable] { [.batch(usual: 32)] }

    private let batch: Int

    init(configuration: LaneConfiguration) { batch = configuration.options.whole(Self.tunables[0]) }

    func rank(of job: QueuedJob) -> Int64 { job.end }

    func offer(_ queue: StageOrder.Queue, _ book: LaneBook, at now: Int64) -> BatchOffer {
        let limit = min(batch, book.batchLimit(slot: queue.slot))
        let late = queue.jobs.count(through: now + cost(queue, 1, book) - 1, limit: queue.jobs.count)
        guard late == 0, let head = queue.jobs.first else { return .giveUp(late) }
        // Of the queue only as many as do not make the head late.
        var size = min(limit, queue.jobs.count)
        while size > 1, head.rank - cost(queue, size, book) < now { size -= 1 }
        let latest = head.rank - cost(queue, min(size + 1, limit), book) - LaneBook.timerLateness
        return latest <= now ? .run(size, urgency: Double(latest)) : .wait(until: latest)
    }

    private func cost(_ queue: StageOrder.Queue, _ jobs: Int, _ book: LaneBook) -> Int64 {
        book.fullCost(slot: queue.slot, from: queue.stage, jobs: jobs)
    }
}
