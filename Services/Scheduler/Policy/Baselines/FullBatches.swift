import Kernel

/// BATCH: a fixed batch size; a batch waits until it is full (DeepRT's baseline), and a job may wait for it in vain.
struct FullBatches: BatchRule {
    static var tunables: [Tunable] { [.batch(usual: 4)] }

    private let batch: Int

    init(configuration: LaneConfiguration) { batch = configuration.options.whole(Self.tunables[0]) }

    func rank(of job: QueuedJob) -> Int64 { Int64(job.ordinal) }

    func offer(_ queue: StageOrder.Queue, _ book: LaneBook, at now: Int64) -> BatchOffer {
        let size = min(batch, book.batchLimit(slot: queue.slot))
        guard let head = queue.jobs.first, queue.jobs.count >= size else { return .wait(until: nil) }
        return .run(size, urgency: Double(head.rank))
    }
}
