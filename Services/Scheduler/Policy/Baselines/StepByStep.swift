import Domain

/// In what order jobs get their next stage.
protocol StepRule: Sendable {
    init()
    /// The place of a job that waits for its next stage; the least goes first.
    mutating func rank(of job: QueuedJob) -> Int64
}

/// One stage of one job after the other, to the full depth that the job's rule wants.
///
/// The order is asked for again at every stage end, when the job that ran competes too, so no stage is granted ahead.
/// Nothing is given up: a job whose budget ends is answered by its worker with the deepest exit that is done, as the baselines
/// of RTDeepIoT (Yao et al., RTCSA 2020, evaluation) do. These run stages singly; the option `batch` (ours) lets jobs of one
/// model before the same stage share it in that order.
struct StepByStep<Rule: StepRule>: LaneDiscipline {
    static var tunables: [Tunable] { [.batch(usual: 1)] }

    private let batch: Int
    private var rule = Rule()
    private var waiting = StageOrder()

    init(configuration: LaneConfiguration) {
        batch = configuration.options.whole(Self.tunables[0])
    }

    mutating func insert(_ job: QueuedJob) { waiting.insert(job, rank: rule.rank(of: job)) }
    mutating func remove(_ job: QueuedJob) { waiting.remove(job) }

    mutating func decide(_ book: LaneBook, at now: Int64) -> LaneDecision {
        guard book.grants.isEmpty, let index = waiting.leading else { return .wait(until: nil) }
        let queue = waiting.queues[index]
        let jobs = waiting.take(min(batch, book.batchLimit(slot: queue.slot)), from: index)
        return .run(slot: queue.slot, stages: queue.stage...queue.stage, jobs: jobs)
    }
}

extension Tunable {
    /// The most jobs in one batch; the device's capacity bounds it too.
    static func batch(usual: Int) -> Tunable {
        Tunable("batch", "most jobs in one batch", in: .whole(1...256), usual: Double(usual))
    }
}
