import Domain
import Kernel
import SchedulerPolicy
import SimulationKit
import Testing

/// A lane under a policy that is driven event by event; times are milliseconds, commands cost nothing.
struct PaperPolicyDriver {
    private(set) var policy: any LanePolicy
    /// The model of jobs of which nothing else is said.
    private let usual: ServedModel

    init(_ name: String, options: [String] = [], models: [ServedModel] = [PaperWorld.linear]) throws {
        let entry = try #require(LanePolicyCatalog.entry(name))
        var configuration = LaneConfiguration(dispatchCost: .zero, replyAllowance: .zero)
        configuration.options = try PolicyOptions(options, for: entry.tunables)
        policy = entry.make(configuration)
        usual = models[0]
        send(.opened(TestModels.member(models)), at: 0)
    }

    @discardableResult
    mutating func send(_ event: LaneEvent, at milliseconds: Double) -> [LaneAction] {
        policy.handle(event, at: PaperWorld.instant(milliseconds))
    }

    mutating func fire(at milliseconds: Double) -> [LaneAction] { send(.alarmFired, at: milliseconds) }

    @discardableResult
    mutating func arrive(
        _ ids: UInt64...,
        at milliseconds: Double,
        due: Double,
        of served: ServedModel? = nil,
        mandatory: Int? = nil,
        foresight: [Float]? = nil
    ) -> [LaneAction] {
        let model = served ?? usual
        let rule = ExitRule(
            mandatoryExit: mandatory ?? model.mandatoryExit,
            lastExit: model.exits.count - 1,
            threshold: 2
        )
        let staged = ids.map { id in
            let deadline = PaperWorld.instant(due)
            let job = LaneJob(id: JobID(id), model: model.id, jobClass: .promised, deadline: deadline, rule: rule)
            return StagedJob(job, foresight: foresight)
        }
        return send(.arrived(staged), at: milliseconds)
    }

    /// Runs what it is told, every stage for 10 ms, until nothing is left to run; all leave at the last stage of their network.
    ///
    /// - Returns: Who ran which stage, as `job.stage`.
    mutating func play(_ actions: [LaneAction], reads: [UInt64: [Float]]) -> [String] {
        var order: [String] = []
        var next = actions.segments.first
        while let segment = next {
            let (job, stage) = (segment.jobs[0].rawValue, segment.stages.lowerBound)
            order.append("\(job).\(stage)")
            let confidence = reads[job]?[stage] ?? 0.5
            let leaving: Set<UInt64> = stage == usual.exits.count - 1 ? [job] : []
            let end = Double(order.count) * 10
            next = done(segment, stage: stage, at: end, took: 10, reads: confidence, leaving: leaving).segments.first
        }
        return order
    }

    /// The end of one stage of a segment; all read the same, and leave if it was the network's last.
    @discardableResult
    mutating func done(
        _ segment: Segment,
        stage: Int,
        at milliseconds: Double,
        took: Double = 1,
        reads confidence: Float = 0.5,
        leaving: Set<UInt64> = []
    ) -> [LaneAction] {
        let readings = segment.jobs.map {
            StageReport.Reading(job: $0, confidence: confidence, left: leaving.contains($0.rawValue))
        }
        return send(
            .stageDone(
                StageReport(
                    batch: segment.batch,
                    stage: stage,
                    duration: .nanoseconds(Int64(took * 1e6)),
                    segmentEnded: stage == segment.stages.upperBound,
                    readings: readings
                )
            ),
            at: milliseconds
        )
    }
}

extension [LaneAction] {
    /// The segments among them.
    var segments: [Segment] {
        compactMap { if case .run(let segment) = $0 { segment } else { nil } }
    }

    var released: [UInt64] {
        reduce(into: []) { jobs, action in
            if case .release(let released) = action { jobs += released.map(\.rawValue) }
        }
    }
}
