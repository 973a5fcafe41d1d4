import AdmissionPolicy
import Domain
import Kernel
import SchedulerPolicy
import SimulationKit

/// A random worker whose streams come and go while others run, with the messages between admission and its lane.
struct JoiningWorld {
    private let member: Member
    private var policy: AdmissionPolicy
    private var world: LaneWorld
    private var random: SeededGenerator
    private var asked: [StreamID: StreamRequest] = [:]
    /// Those that are promised, and until when their frames are scheduled.
    private var running: [StreamID: (request: StreamRequest, promise: StreamPromise, next: Instant)] = [:]
    private var shown: UInt64 = 0
    private var nextJob: UInt64 = 1
    private(set) var planned = 0
    private(set) var refused = 0

    /// How long a message takes.
    private static let messageDelay = Duration.microseconds(300)

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let models = (0..<Int.random(in: 2...3, using: &random)).map { index in
            let perSample = (0..<3).map { _ in random.duration(in: .microseconds(20)...(.microseconds(700))) }
            return TestModels.model(
                "model\(index)",
                perSample: perSample,
                fixed: random.duration(in: .zero...(.milliseconds(3))),
                capacity: Int.random(in: 4...16, using: &random)
            )
        }
        member = TestModels.member(models)
        let lane = LaneConfiguration(blockingLimit: .milliseconds(3))
        policy = AdmissionPolicy(
            configuration: AdmissionConfiguration(
                utilizationLimit: 1,
                jobOverhead: .zero,
                dispatchCost: lane.dispatchCost,
                blockingLimit: lane.blockingLimit,
                arrivalJitter: .milliseconds(2)
            )
        )
        let timing = WorldTiming(stageShare: seed.isMultiple(of: 2) ? 1.0...1 : 0.1...1)
        world = LaneWorld(
            policy: Lane<RubatoDiscipline>(configuration: lane),
            member: member,
            timing: timing,
            seed: seed
        )
        self.random = random
        _ = policy.handle(.viewChanged([member]), at: .origin)
    }

    /// Lets streams join and leave for a second, and runs on until every frame has an end.
    mutating func run() -> LaneWorld {
        for step in 1...1_000 {
            let now = Instant.origin + .milliseconds(step)
            world.run(through: now)
            showTable(at: now)
            if Int.random(in: 0..<15, using: &random) == 0 { ask(at: now) }
            if Int.random(in: 0..<120, using: &random) == 0 { leave(at: now) }
            perform(policy.handle(.alarmFired, at: now), at: now)
            sendFrames(through: now + .milliseconds(1))
        }
        world.run()
        return world
    }

    private mutating func showTable(at now: Instant) {
        guard world.policy.tableMark != shown else { return }
        shown = world.policy.tableMark
        var seen = member
        seen.table = shown
        perform(policy.handle(.viewChanged([seen]), at: now), at: now)
    }

    private mutating func ask(at now: Instant) {
        let id = StreamID("stream-\(asked.count)")
        let request = StreamRequest(
            model: member.models[Int.random(in: 0..<member.models.count, using: &random)].id,
            period: random.duration(in: .milliseconds(10)...(.milliseconds(90))),
            deadline: random.duration(in: .milliseconds(12)...(.milliseconds(90)))
        )
        asked[id] = request
        perform(policy.handle(.streamAsked(id, request), at: now), at: now)
    }

    private mutating func leave(at now: Instant) {
        let ids = running.keys.sorted { $0.rawValue < $1.rawValue }
        guard let id = ids.randomElement(using: &random) else { return }
        running[id] = nil
        perform(policy.handle(.streamClosed(id), at: now + .milliseconds(100)), at: now)
    }

    private mutating func perform(_ actions: [AdmissionAction], at now: Instant) {
        for action in actions {
            switch action {
            case .tellLane(_, let plan): world.inform(.promised(plan), at: now + Self.messageDelay)
            case .answerStream(let id, .promise(let promise)):
                guard let request = asked[id] else { continue }
                running[id] = (request, promise, now + Self.messageDelay)
            case .answerStream: refused += 1
            case .answerJob, .answerHedge, .revokeStream, .coverBudgets, .setAlarm: break
            }
        }
        planned = policy.counters.plannedStreams
    }

    /// The frames that come until then, late by some jitter.
    private mutating func sendFrames(through end: Instant) {
        for id in running.keys.sorted(by: { $0.rawValue < $1.rawValue }) {
            while let stream = running[id], stream.next < end {
                let arrival = stream.next + random.duration(in: .zero...(.milliseconds(2)))
                let job = LaneJob(
                    id: JobID(nextJob),
                    model: stream.request.model,
                    jobClass: .promised,
                    deadline: arrival + stream.request.deadline,
                    rule: stream.promise.rule,
                    stream: id,
                    window: stream.promise.window
                )
                nextJob += 1
                let confidences = PoissonTraffic.confidences(exits: stream.promise.rule.lastExit + 1, &random)
                world.submit(WorldJob(job, arrival: arrival, confidences: confidences))
                running[id]?.next = stream.next + stream.request.period
            }
        }
    }
}
