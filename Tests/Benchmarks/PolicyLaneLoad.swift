import Domain
import Kernel
import SchedulerPolicy

/// A lane that is kept at a number of pending jobs: an arrival when it has fewer, else a report on the oldest segment.
struct PolicyLaneLoad {
    /// Mean nanoseconds an event.
    struct Times {
        let arrival: Double
        let report: Double
        let all: Double
    }

    private let pending: Int
    private var lane: any LanePolicy
    private var random = SeededGenerator(seed: 42)
    private var now = Instant.origin
    private var nextJob: UInt64 = 1
    private var segments: [Segment] = []
    private var stage = 0

    init(policy: String, pending: Int) {
        guard let lane = LanePolicyCatalog.make(policy, configuration: LaneConfiguration(maxPending: 20_000)) else {
            preconditionFailure("the benchmark names policies of the catalog")
        }
        self.pending = pending
        self.lane = lane
        obey(self.lane.handle(.opened(PolicyFixture.member("worker")), at: now))
        while self.lane.pendingJobs < pending { obey(self.lane.handle(arrival(), at: now)) }
    }

    mutating func run(events: Int) -> Times {
        var spent = (arrival: Int64(0), report: Int64(0))
        var count = (arrival: 0, report: 0)
        for _ in 0..<events {
            now = now + .microseconds(40)
            let report = lane.pendingJobs < pending ? nil : report()
            let event = report ?? arrival()
            let start = PolicyFixture.nanoseconds()
            let actions = lane.handle(event, at: now)
            let took = PolicyFixture.nanoseconds() - start
            if report == nil {
                spent.arrival += took
                count.arrival += 1
            } else {
                spent.report += took
                count.report += 1
            }
            obey(actions)
        }
        return Times(
            arrival: Double(spent.arrival) / Double(max(1, count.arrival)),
            report: Double(spent.report) / Double(max(1, count.report)),
            all: Double(spent.arrival + spent.report) / Double(events)
        )
    }

    private mutating func arrival() -> LaneEvent {
        nextJob += 1
        let budget = Duration.milliseconds(Int.random(in: 20_000...60_000, using: &random))
        let job = LaneJob(
            id: JobID(nextJob),
            model: PolicyFixture.model.id,
            jobClass: .promised,
            deadline: now + budget,
            rule: PolicyFixture.model.defaultRule
        )
        return .arrived([StagedJob(job)])
    }

    /// The end of the next stage of the segment that runs; a third of its jobs leave.
    private mutating func report() -> LaneEvent? {
        guard let segment = segments.first else { return .alarmFired }
        let stage = segment.stages.lowerBound
        let readings = segment.jobs.map { job in
            let confidence = Float.random(in: 0.3...1, using: &random)
            let left = confidence >= 0.77 || stage == 3
            return StageReport.Reading(job: job, confidence: confidence, left: left)
        }
        segments.removeFirst()
        let duration = Duration.microseconds(10 * segment.jobs.count)
        return .stageDone(
            StageReport(batch: segment.batch, stage: stage, duration: duration, segmentEnded: true, readings: readings)
        )
    }

    private mutating func obey(_ actions: [LaneAction]) {
        for case .run(let segment) in actions { segments.append(segment) }
    }
}
