import Domain
import Kernel

@testable import WorkerPolicy

/// Shorthand of the policy tests.
enum Fixture {
    static let model = ModelID(name: "net", version: "1")
    static let other = ModelID(name: "other", version: "1")

    static func ms(_ count: Int64) -> Instant { Instant(nanoseconds: count * 1_000_000) }

    static func job(
        _ number: UInt64,
        deadline: Int64 = 50,
        rule: ExitRule = ExitRule(mandatoryExit: 0, lastExit: 3, threshold: 0.9),
        model: ModelID = model
    ) -> LaneJob {
        LaneJob(id: JobID(number), model: model, jobClass: .promised, deadline: ms(deadline), rule: rule)
    }

    static func grant(_ batch: UInt64, _ stages: ClosedRange<Int>, _ jobs: UInt64...) -> Segment {
        Segment(batch: BatchID(batch), model: model, stages: stages, jobs: jobs.map(JobID.init))
    }

    static func result(
        _ batch: UInt64,
        stage: Int,
        _ confidences: [(UInt64, Float)],
        broken: [UInt64] = [],
        ends: Bool = true
    ) -> StageResult {
        StageResult(
            batch: BatchID(batch),
            stage: stage,
            duration: .milliseconds(1),
            readings: confidences.map { StageResult.Reading(job: JobID($0.0), confidence: $0.1) },
            broken: broken.map(JobID.init),
            endsSegment: ends
        )
    }

    static func report(
        _ batch: UInt64,
        stage: Int,
        _ readings: [(UInt64, Float, Bool)],
        ends: Bool = true,
        duration: Duration = .milliseconds(1)
    ) -> WorkerPolicy.Action {
        .report(
            .done(
                StageReport(
                    batch: BatchID(batch),
                    stage: stage,
                    duration: duration,
                    segmentEnded: ends,
                    readings: readings.map { .init(job: JobID($0.0), confidence: $0.1, left: $0.2) }
                )
            )
        )
    }

    /// A policy with an open lane and these jobs staged.
    static func policy(_ jobs: LaneJob...) -> WorkerPolicy {
        var policy = WorkerPolicy(stageCounts: [model: 4, other: 2])
        _ = policy.handle(.laneOpened, at: .origin)
        for job in jobs { _ = policy.handle(.staged(job), at: .origin) }
        return policy
    }
}
