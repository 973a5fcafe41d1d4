import Domain
import Kernel
import SchedulerPolicy
import SimulationKit

/// A lane with one worker that is driven by hand.
struct LaneFixture {
    /// Stages of 1, 2, 3 and 4 ms per job, without a fixed part.
    static let slow = TestModels.model("slow", perSample: [1, 2, 3, 4].map { .milliseconds($0) }, capacity: 8)
    /// Stages of 100, 200 and 300 µs per job.
    static let quick = TestModels.model("quick", perSample: [100, 200, 300].map { .microseconds($0) }, capacity: 8)

    static let configuration = LaneConfiguration(
        dispatchCost: .microseconds(100),
        replyAllowance: .zero,
        maxPending: 100,
        blockingLimit: .milliseconds(20)
    )

    var lane: Lane<RubatoDiscipline>
    var now = Instant.origin

    init(_ models: [ServedModel] = [Self.slow], configuration: LaneConfiguration = Self.configuration) {
        lane = Lane(configuration: configuration)
        _ = lane.handle(.opened(TestModels.member(models)), at: .origin)
    }

    mutating func send(_ event: LaneEvent, at milliseconds: Double) -> [LaneAction] {
        now = Instant.origin + .nanoseconds(Int64(milliseconds * 1e6))
        return lane.handle(event, at: now)
    }

    mutating func arrive(_ jobs: LaneJob..., at milliseconds: Double) -> [LaneAction] {
        send(.arrived(jobs.map { StagedJob($0) }), at: milliseconds)
    }

    static func job(
        _ id: UInt64,
        due milliseconds: Double,
        of model: ServedModel = Self.slow,
        class jobClass: JobClass = .promised,
        mandatory: Int = 0,
        last: Int? = nil,
        window: Duration = .zero
    ) -> LaneJob {
        LaneJob(
            id: JobID(id),
            model: model.id,
            jobClass: jobClass,
            deadline: .origin + .nanoseconds(Int64(milliseconds * 1e6)),
            rule: ExitRule(mandatoryExit: mandatory, lastExit: last ?? model.exits.count - 1, threshold: 0.9),
            window: window
        )
    }

    static func segment(
        _ batch: UInt64,
        _ stages: ClosedRange<Int>,
        _ jobs: [UInt64],
        of model: ServedModel = Self.slow
    )
        -> Segment
    {
        Segment(batch: BatchID(batch), model: model.id, stages: stages, jobs: jobs.map { JobID($0) })
    }

    /// A stage's end; each job reads its confidence, and leaves above 0.9.
    static func done(
        _ batch: UInt64,
        stage: Int,
        took: Duration = .milliseconds(1),
        ended: Bool = true,
        _ confidences: KeyValuePairs<UInt64, Float>
    ) -> LaneEvent {
        let readings = confidences.map { StageReport.Reading(job: JobID($0), confidence: $1, left: $1 >= 0.9) }
        return .stageDone(
            StageReport(batch: BatchID(batch), stage: stage, duration: took, segmentEnded: ended, readings: readings)
        )
    }
}

extension [LaneAction] {
    /// The segments among them.
    var segments: [Segment] {
        compactMap { if case .run(let segment) = $0 { segment } else { nil } }
    }

    var released: [JobID] {
        reduce(into: []) { jobs, action in
            if case .release(let released) = action { jobs += released }
        }
    }
}
