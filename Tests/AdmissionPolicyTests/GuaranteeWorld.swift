import AdmissionPolicy
import Domain
import Kernel
import SchedulerPolicy
import SimulationKit

/// One random worker, random streams that ask for promises, and the frames of those that were admitted.
struct GuaranteeWorld {
    let member: Member
    let lane: LaneConfiguration
    let admission: AdmissionConfiguration
    private(set) var admitted: [(request: StreamRequest, promise: StreamPromise)] = []
    private(set) var utilization = 0.0
    private(set) var plan = LanePlan()
    private let target: Double
    /// How many of them only a planned table keeps.
    private(set) var planned = 0
    private var random: SeededGenerator

    /// Draws a worker and its streams.
    ///
    /// - Parameters:
    ///   - seed: Of everything random.
    ///   - utilizationLimit: Of admission's test.
    ///   - target: Streams ask until so much is claimed, or none is admitted any more.
    ///   - hasLongStages: Whether mandatory stages are long beside the deadlines, so that the static test fears blocking.
    ///   - lanesAreTold: Whether the lane knows the streams, so that admission leaves nothing for what may block them.
    init(
        seed: UInt64,
        utilizationLimit: Double = 1,
        target: Double = 1,
        hasLongStages: Bool = false,
        lanesAreTold: Bool = false
    ) {
        self.target = target
        var random = SeededGenerator(seed: seed)
        let weight = lanesAreTold ? 12.0 : 1
        let models = (0..<Int.random(in: hasLongStages ? 2...3 : 1...3, using: &random)).map {
            Self.model($0, optionalWeight: weight, fixed: hasLongStages ? 4 : 1, &random)
        }
        let blocking = Duration.milliseconds(Int.random(in: lanesAreTold ? 10...40 : 2...6, using: &random))
        self.random = random
        member = TestModels.member(models)
        lane = LaneConfiguration(blockingLimit: blocking)
        admission = AdmissionConfiguration(
            utilizationLimit: utilizationLimit,
            jobOverhead: .zero,
            dispatchCost: lane.dispatchCost,
            blockingLimit: blocking,
            unaskedLimit: lanesAreTold ? .zero : nil,
            arrivalJitter: .milliseconds(2)
        )
        askForPromises()
    }

    /// A random model whose stages behind the second are `optionalWeight` times longer.
    private static func model(
        _ index: Int,
        optionalWeight: Double,
        fixed: Double,
        _ random: inout SeededGenerator
    ) -> ServedModel {
        let stages = Int.random(in: 2...4, using: &random)
        let perSample = (0..<stages).map { stage in
            random.duration(in: .microseconds(20)...(.microseconds(900))) * (stage > 1 ? optionalWeight : 1)
        }
        return TestModels.model(
            "model\(index)",
            perSample: perSample,
            fixed: random.duration(in: .zero...(.microseconds(800))) * fixed,
            capacity: Int.random(in: 4...32, using: &random),
            mandatoryExit: Int.random(in: 0...1, using: &random)
        )
    }

    private mutating func askForPromises() {
        var policy = AdmissionPolicy(configuration: admission)
        _ = policy.handle(.viewChanged([member]), at: .origin)
        for index in 0..<(target < 1 ? 160 : 40) where policy.standings[0].utilization < target {
            let model = member.models[Int.random(in: 0..<member.models.count, using: &random)]
            let request = StreamRequest(
                model: model.id,
                period: random.duration(in: .milliseconds(8)...(.milliseconds(120))),
                deadline: random.duration(
                    in: .milliseconds(target < 1 ? 4 : 10)...(.milliseconds(target < 1 ? 60 : 120))
                )
            )
            let id = StreamID("stream-\(index)")
            var actions = policy.handle(.streamAsked(id, request), at: .origin)
            // A lane without work takes up whatever table it is asked to.
            for case .tellLane(_, let told) in actions where told.table != nil {
                var shown = member
                shown.table = told.table?.mark ?? 0
                actions += policy.handle(.viewChanged([shown]), at: .origin)
            }
            for case .answerStream(_, .promise(let promise)) in actions { admitted.append((request, promise)) }
        }
        planned = policy.counters.plannedStreams
        utilization = policy.standings[0].utilization
        if admission.unaskedLimit == .zero || planned > 0 { plan = policy.lanePlans[0].plan }
    }

    /// Every stream's frames for that long, with random phase and jitter; some devices hang up, and best effort comes between.
    mutating func run(_ duration: Duration, stageShare: ClosedRange<Double>) -> LaneWorld {
        let policy = Lane<RubatoDiscipline>(configuration: lane)
        let timing = WorldTiming(stageShare: stageShare)
        var world = LaneWorld(policy: policy, member: member, timing: timing, seed: random.next())
        if plan != LanePlan() { world.inform(.promised(plan), at: .origin) }
        var nextID: UInt64 = 1
        // Streams that begin together, or each at some instant of its period.
        let spread = plan.windows.isEmpty || Bool.random(using: &random) ? 1.0 : 0.05
        for (index, stream) in admitted.enumerated() {
            let phase = random.duration(in: .zero...stream.request.period) * spread
            var period = Instant.origin + .milliseconds(1) + phase
            while period < .origin + duration {
                let arrival = period + random.duration(in: .zero...(.milliseconds(2)))
                submit(JobID(nextID), stream.request, stream.promise, "stream-\(index)", at: arrival, &world)
                nextID += 1
                period = period + stream.request.period
            }
        }
        var at = Instant.origin + random.gap(mean: .milliseconds(3))
        while at < .origin + duration {
            let model = member.models[Int.random(in: 0..<member.models.count, using: &random)]
            let job = LaneJob(
                id: JobID(nextID),
                model: model.id,
                jobClass: .bestEffort,
                deadline: at + .milliseconds(60),
                rule: model.defaultRule
            )
            let confidences = PoissonTraffic.confidences(exits: model.exits.count, &random)
            world.submit(WorldJob(job, arrival: at, confidences: confidences))
            nextID += 1
            at = at + random.gap(mean: .milliseconds(3))
        }
        world.run()
        return world
    }

    private mutating func submit(
        _ id: JobID,
        _ request: StreamRequest,
        _ promise: StreamPromise,
        _ stream: String,
        at arrival: Instant,
        _ world: inout LaneWorld
    ) {
        let job = LaneJob(
            id: id,
            model: request.model,
            jobClass: .promised,
            deadline: arrival + request.deadline,
            rule: promise.rule,
            stream: StreamID(stream),
            window: promise.window
        )
        let confidences = PoissonTraffic.confidences(exits: promise.rule.lastExit + 1, &random)
        world.submit(WorldJob(job, arrival: arrival, confidences: confidences))
        guard Int.random(in: 0..<20, using: &random) == 0 else { return }
        world.hangUp(id, at: arrival + random.duration(in: .zero...request.deadline))
    }
}
