import Kernel

/// One job at a time in the order of arrival, at full depth: single-sample serving, `B = 1` of Fluid Batching's evaluation.
struct SerialFIFO: BatchRule {
    init(configuration: LaneConfiguration) {}

    func rank(of job: QueuedJob) -> Int64 { Int64(job.ordinal) }

    func offer(_ queue: StageOrder.Queue, _ book: LaneBook, at now: Int64) -> BatchOffer {
        .run(1, urgency: Double(queue.jobs.first?.rank ?? 0))
    }
}
