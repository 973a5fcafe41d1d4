import Domain
import Kernel

/// Clockwork-like: for every batch size a strategy with its own latest start; the first that is neither late nor short of jobs runs.
///
/// The strategy of size `b` has the deadline of the queue's head less `E(b)`; jobs that cannot be in time even alone are given
/// up. Strategies are taken by their latest start, of equal ones the larger batch (Gujarati et al., OSDI 2020, in the form of
/// public re-implementations: powers of two as sizes). Models are loaded already, so nothing is paged.
struct ClockworkBatches: BatchRule {
    static var tunables: [Tunable] { [.batch(usual: 32)] }

    private let batch: Int

    init(configuration: LaneConfiguration) { batch = configuration.options.whole(Self.tunables[0]) }

    func rank(of job: QueuedJob) -> Int64 { job.end }

    func offer(_ queue: StageOrder.Queue, _ book: LaneBook, at now: Int64) -> BatchOffer {
        let alone = now + book.fullCost(slot: queue.slot, from: queue.stage, jobs: 1)
        let late = queue.jobs.count(through: alone - 1, limit: queue.jobs.count)
        guard late == 0, let head = queue.jobs.first else { return .giveUp(late) }
        var size = 1
        // Larger batches have earlier latest starts, so the largest one that is not late comes first.
        while 2 * size <= min(batch, book.batchLimit(slot: queue.slot), queue.jobs.count),
            latestStart(2 * size, queue, head.rank, book) >= now
        {
            size *= 2
        }
        return .run(size, urgency: Double(latestStart(size, queue, head.rank, book)))
    }

    private func latestStart(_ size: Int, _ queue: StageOrder.Queue, _ end: Int64, _ book: LaneBook) -> Int64 {
        end - book.fullCost(slot: queue.slot, from: queue.stage, jobs: size)
    }
}
