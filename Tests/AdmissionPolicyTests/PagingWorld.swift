import AdmissionPolicy
import Domain
import Kernel
import SchedulerPolicy
import SimulationKit
import WorkerPolicy

/// Admission, a lane, and a worker with memory for half of its models, in virtual time; jobs ask for all of them.
///
/// Views reach admission late, orders reach the worker late, and pieces of loads take up to their bounds.
struct PagingWorld {
    /// One stream beside the jobs, of the first model.
    static let stream = StreamID("camera")
    private static let loadIDs: UInt64 = 1 << 40
    private static let frameIDs: UInt64 = 1 << 32

    private(set) var admission: AdmissionPolicy
    private(set) var lane: LaneWorld
    private(set) var ledger: PageLedger
    /// What must not be.
    private(set) var violations: [String] = []
    private(set) var promised = 0
    private(set) var refusals: [Refusal.Reason: Int] = [:]
    private(set) var variants = 0
    private(set) var waits: [Duration] = []
    private(set) var mostBytes = 0
    private let models: [ServedModel]
    private var random: SeededGenerator
    private var now = Instant.origin
    private var views: [(at: Instant, member: Member)] = []
    private var orders: [(at: Instant, order: PageOrder)] = []
    private var open: Set<JobID> = []
    private var loads: UInt64 = 0
    private var order: UInt64?

    init(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var models = (0..<3).map { index in
            TestModels.model(
                "model\(index)",
                perSample: (0..<3).map { _ in random.duration(in: .microseconds(100)...(.milliseconds(1))) },
                fixed: .microseconds(200),
                capacity: 8
            )
        }
        // The last one has a variant that is cheap in every respect.
        let id = models[2].id.variant(named: "small")
        models.append(TestModels.model(id.name, perSample: [.microseconds(100)], capacity: 8))
        let pages = models.enumerated().map { index, model in
            ModelPage(
                model: model.id,
                byteCount: index == 3 ? 4 : 10,
                pieces: (0..<Int.random(in: 4...20, using: &random)).map { _ in
                    random.duration(in: .milliseconds(1)...(.milliseconds(9)))
                },
                state: index == 0 ? .resident : .stored
            )
        }
        self.models = models
        self.random = random
        ledger = PageLedger(byteLimit: 17, pages: pages)
        let setting = LaneConfiguration(blockingLimit: .milliseconds(3))
        admission = AdmissionPolicy(
            configuration: AdmissionConfiguration(
                jobOverhead: .zero,
                dispatchCost: setting.dispatchCost,
                blockingLimit: .milliseconds(3)
            )
        )
        var member = TestModels.member(models)
        (member.memoryByteCount, member.pages) = (17, pages)
        lane = LaneWorld(
            policy: Lane<RubatoDiscipline>(configuration: setting),
            member: member,
            timing: WorldTiming(stageShare: seed.isMultiple(of: 2) ? 1...1 : 0.3...1),
            seed: seed
        )
        perform(admission.handle(.viewChanged([member]), at: now))
    }

    var broken: [Fate] { lane.fates.values.filter { $0.job.jobClass == .promised && !$0.isGood } }

    /// Lets jobs come for so long; which model they want changes every few seconds.
    mutating func run(seconds: Int, gap: Duration, withStream: Bool) {
        if withStream { askForStream(seconds: seconds) }
        var number: UInt64 = 0
        while now < .origin + .seconds(seconds) {
            now = now + random.gap(mean: gap)
            lane.run(through: now)
            settle()
            number += 1
            let phase = Int(now.nanoseconds / 3_000_000_000)
            let isUsual = Double.random(in: 0..<1, using: &random) < 0.7
            let index = isUsual ? phase % 3 : Int.random(in: 0..<3, using: &random)
            ask(JobID(number), models[index])
        }
        lane.run()
        settle()
    }

    private var member: Member {
        var member = TestModels.member(models)
        (member.memoryByteCount, member.pages) = (ledger.byteLimit, ledger.pages)
        return member
    }

    /// Everything but new jobs.
    private mutating func settle() {
        for id in open.filter({ lane.fates[$0] != nil }).sorted() {
            open.remove(id)
            perform(admission.handle(.jobSettled(id), at: now))
        }
        if let job = ledger.job, let fate = lane.fates[job] {
            ledger.finish(isLoaded: fate.isGood)
            announce()
        }
        while let first = orders.first, first.at <= now {
            orders.removeFirst()
            if case .success(true) = ledger.take(first.order, at: now) { announce() }
        }
        begin()
        while let first = views.first, first.at <= now {
            views.removeFirst()
            perform(admission.handle(.viewChanged([first.member]), at: now))
        }
        mostBytes = max(mostBytes, ledger.byteCount)
    }

    private mutating func begin() {
        let held = Set(lane.waitingModels)
        let job = JobID(Self.loadIDs + loads)
        guard let order = ledger.begin(as: job, at: now, isHeld: held.contains) else { return }
        loads += 1
        ledger.noteRoom()
        let pieces = ledger.pages.first { $0.model == order.load }?.pieces.count ?? 1
        let rule = ExitRule(mandatoryExit: pieces - 1, lastExit: pieces - 1, threshold: 2)
        let load = LaneJob(
            id: job,
            model: order.load.load,
            jobClass: .bestEffort,
            deadline: now + .seconds(600),
            rule: rule
        )
        lane.submit(WorldJob(load, arrival: now, confidences: Array(repeating: 0, count: pieces)))
    }

    private mutating func announce() {
        views.append((now + random.duration(in: .milliseconds(1)...(.milliseconds(60))), member))
        views.sort { $0.at < $1.at }
    }

    private mutating func ask(_ id: JobID, _ model: ServedModel) {
        let request = JobRequest(
            model: model.id,
            budget: random.duration(in: .milliseconds(12)...(.milliseconds(120))),
            rule: model.defaultRule,
            cloudIsAllowed: false
        )
        for action in admission.handle(.jobAsked(id, request), at: now) {
            guard case .answerJob(_, let verdict) = action else {
                perform([action])
                continue
            }
            switch verdict {
            case .promise(_, let rule, let variant):
                submit(id, variant ?? model.id, request, rule, isVariant: variant != nil)
            case .refuse(let refusal):
                refusals[refusal.reason, default: 0] += 1
                if refusal.reason == .notResident { waits.append(refusal.retryAfter ?? .zero) }
            case .bestEffort, .offload: violations.append("nobody has asked for \(verdict)")
            }
        }
    }

    private mutating func submit(
        _ id: JobID,
        _ model: ModelID,
        _ request: JobRequest,
        _ rule: ExitRule,
        isVariant: Bool
    ) {
        promised += 1
        variants += isVariant ? 1 : 0
        open.insert(id)
        check(model)
        let job = LaneJob(id: id, model: model, jobClass: .promised, deadline: now + request.budget, rule: rule)
        let exits = models.first { $0.id == model }?.exits.count ?? 1
        lane.submit(WorldJob(job, arrival: now, confidences: PoissonTraffic.confidences(exits: exits, &random)))
    }

    private mutating func check(_ model: ModelID) {
        if !ledger.serves(model) { violations.append("\(model) is promised at \(now) and not there") }
    }

    /// Its frames come on time until the end.
    private mutating func askForStream(seconds: Int) {
        let request = StreamRequest(model: models[0].id, period: .milliseconds(25), deadline: .milliseconds(70))
        let actions = admission.handle(.streamAsked(Self.stream, request), at: now)
        perform(actions)
        for case .answerStream(_, .promise(let promise)) in actions {
            for number in 1...UInt64(seconds * 40) {
                let at = now + .milliseconds(5) + request.period * Int(number)
                let job = LaneJob(
                    id: JobID(Self.frameIDs + number),
                    model: models[0].id,
                    jobClass: .promised,
                    deadline: at + request.deadline,
                    rule: promise.rule,
                    stream: Self.stream,
                    window: promise.window
                )
                lane.submit(WorldJob(job, arrival: at, confidences: [0.5, 0.6, 0.7]))
            }
        }
    }

    private mutating func perform(_ actions: [AdmissionAction]) {
        for case .tellLane(_, let plan) in actions {
            lane.inform(.promised(plan), at: now + .milliseconds(1))
            guard let order = plan.pages, order.number != self.order else { continue }
            self.order = order.number
            orders.append((now + random.duration(in: .milliseconds(1)...(.milliseconds(8))), order))
        }
    }
}
