import Kernel

/// SEDF: sequential EDF with batches of one, each the whole network without preemption (DeepRT's baseline).
struct SerialEDF: BatchRule {
    init(configuration: LaneConfiguration) {}

    func rank(of job: QueuedJob) -> Int64 { job.end }

    func offer(_ queue: StageOrder.Queue, _ book: LaneBook, at now: Int64) -> BatchOffer {
        .run(1, urgency: Double(queue.jobs.first?.rank ?? 0))
    }
}
