import Domain
import Kernel

/// BATCH-Delay: dynamic batching as common servers do it; a batch starts when it is full or its oldest job has waited long enough.
///
/// The delay is the option `delay` or else `LaneConfiguration.batchDelay`. Deadlines play no part (DeepRT's baseline; Triton's
/// and TensorFlow Serving's dynamic batcher).
struct DelayedBatches: BatchRule {
    private static let delay = Tunable(
        "delay",
        "longest wait of the oldest job for company, milliseconds",
        in: .number(0...10_000),
        usual: 5
    )
    static var tunables: [Tunable] { [.batch(usual: 32), delay] }

    private let batch: Int
    private let delay: Int64

    init(configuration: LaneConfiguration) {
        batch = configuration.options.whole(Self.tunables[0])
        let said = configuration.options.said(Self.delay) != nil
        delay = said ? configuration.options.nanoseconds(Self.delay) : configuration.batchDelay.nanoseconds
    }

    func rank(of job: QueuedJob) -> Int64 { Int64(job.ordinal) }

    func offer(_ queue: StageOrder.Queue, _ book: LaneBook, at now: Int64) -> BatchOffer {
        guard let head = queue.jobs.first, let oldest = book.jobs[JobID(head.id)] else { return .wait(until: nil) }
        let size = min(batch, book.batchLimit(slot: queue.slot))
        let due = oldest.arrival + delay
        return queue.jobs.count >= size || due <= now
            ? .run(size, urgency: Double(head.rank)) : .wait(until: due)
    }
}
