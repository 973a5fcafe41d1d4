import Kernel

/// Adaptive (graph) batching: what is queued when the device is free, up to a limit `B*`, in the order of arrival.
struct AdaptiveBatches: BatchRule {
    static var tunables: [Tunable] { [.batch(usual: 32)] }

    private let batch: Int

    init(configuration: LaneConfiguration) { batch = configuration.options.whole(Self.tunables[0]) }

    func rank(of job: QueuedJob) -> Int64 { Int64(job.ordinal) }

    func offer(_ queue: StageOrder.Queue, _ book: LaneBook, at now: Int64) -> BatchOffer {
        .run(batch, urgency: Double(queue.jobs.first?.rank ?? 0))
    }
}
