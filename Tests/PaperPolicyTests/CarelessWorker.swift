import Domain
import Kernel
import SchedulerPolicy
import SimulationKit

/// A worker to which everything happens that may happen to one, at random; it checks every command against its own record.
struct CarelessWorker {
    private struct Held {
        let job: LaneJob
        var stagesDone = 0
        var batch: BatchID?
    }

    private(set) var policy: any LanePolicy
    private(set) var violations: [String] = []
    private(set) var commands: [LaneAction] = []
    private let member: Member
    private var random: SeededGenerator
    private var held: [JobID: Held] = [:]
    private var segments: [Segment] = []
    private var stage = 0
    private var now = Instant.origin
    private var nextID: UInt64 = 1

    init(_ policy: any LanePolicy, models: [ServedModel], seed: UInt64) {
        self.policy = policy
        member = TestModels.member(models)
        random = SeededGenerator(seed: seed)
        tell(.opened(member))
    }

    var heldJobs: Int { held.count }

    /// Lets one thing happen.
    mutating func step() {
        now = now + random.duration(in: .zero...(.milliseconds(2)))
        switch Int.random(in: 0..<100, using: &random) {
        case 0..<25: arrive()
        case 25..<33: withdraw()
        case 33..<85: runStage()
        case 85..<88: tell(.stageDone(stray()))
        case 88..<90: reopen()
        case 90..<93: tellAgain()
        case 93..<95: loseSegment()
        default: tell(.alarmFired)
        }
    }

    /// Lets time pass with nothing but stages and alarms.
    mutating func drain(rounds: Int) {
        for _ in 0..<rounds where !held.isEmpty {
            now = now + .milliseconds(1)
            if segments.isEmpty { tell(.alarmFired) } else { runStage() }
        }
    }

    private mutating func tell(_ event: LaneEvent) {
        for action in policy.handle(event, at: now) {
            commands.append(action)
            switch action {
            case .run(let segment): take(segment)
            case .release(let ids):
                for id in ids {
                    check(held[id] != nil && held[id]?.batch == nil, "who is released is here and waits")
                    held[id] = nil
                }
            case .stop: check(!segments.isEmpty, "what is stopped runs")
            default: break
            }
        }
        check(policy.pendingJobs == held.count, "the lane knows whom the worker holds")
    }

    private mutating func take(_ segment: Segment) {
        check(segments.count < Segment.outstandingLimit, "there is room for a segment")
        check(!segment.jobs.isEmpty, "somebody is in it")
        for id in segment.jobs {
            check(held[id] != nil && held[id]?.batch == nil, "who runs is here and waits")
            check(held[id]?.job.model == segment.model, "a batch is of one model")
            check(held[id]?.stagesDone == segment.stages.lowerBound, "who runs has come to that stage")
            held[id]?.batch = segment.batch
        }
        segments.append(segment)
        if segments.count == 1 { stage = segment.stages.lowerBound }
    }

    private mutating func arrive() {
        let jobs = (0..<Int.random(in: 1...4, using: &random)).map { _ in
            let model = member.models[Int.random(in: 0..<member.models.count, using: &random)]
            let last = Int.random(in: 0..<model.exits.count, using: &random)
            defer { nextID += 1 }
            return LaneJob(
                id: JobID(nextID),
                model: model.id,
                jobClass: Int.random(in: 0..<4, using: &random) == 0 ? .bestEffort : .promised,
                deadline: now + random.duration(in: .microseconds(10)...(.milliseconds(40))),
                rule: ExitRule(mandatoryExit: Int.random(in: 0...last, using: &random), lastExit: last, threshold: 0.9),
                window: Bool.random(using: &random) ? .milliseconds(3) : .zero
            )
        }
        for job in jobs { held[job.id] = Held(job: job) }
        tell(.arrived(jobs.map { StagedJob($0) }))
    }

    private mutating func withdraw() {
        let ids = held.keys.sorted { $0.rawValue < $1.rawValue }
        guard !ids.isEmpty else { return }
        let gone = ids[Int.random(in: 0..<ids.count, using: &random)]
        held[gone] = nil
        tell(.withdrawn([gone, JobID(nextID + 1_000)]))
    }

    private mutating func runStage() {
        guard let segment = segments.first else { return tell(.alarmFired) }
        let members = segment.jobs.filter { held[$0]?.batch == segment.batch && held[$0]?.stagesDone == stage }
        let isStopped = Int.random(in: 0..<12, using: &random) == 0
        var readings: [StageReport.Reading] = []
        if !isStopped {
            for id in members {
                guard let rule = held[id]?.job.rule else { continue }
                let confidence = Float.random(in: 0...1, using: &random)
                let left = rule.leaves(at: stage, confidence: confidence)
                held[id]?.stagesDone = stage + 1
                if left { held[id] = nil }
                readings.append(
                    .init(
                        job: id,
                        confidence: Int.random(in: 0..<50, using: &random) == 0 ? .nan : confidence,
                        left: left
                    )
                )
            }
        }
        let survivors = readings.contains { !$0.left }
        let isOver = isStopped || stage == segment.stages.upperBound || !survivors
        let took = random.duration(in: .zero...(.milliseconds(3)))
        let report = StageReport(
            batch: segment.batch,
            stage: stage,
            duration: took,
            segmentEnded: isOver,
            readings: readings
        )
        if isOver { endSegment() } else { stage += 1 }
        tell(.stageDone(report))
    }

    /// The first segment ends and its report is lost; the next one's says so.
    private mutating func loseSegment() {
        guard segments.count == 2 else { return }
        endSegment()
        runStage()
    }

    private mutating func endSegment() {
        let ended = segments.removeFirst()
        for id in ended.jobs where held[id]?.batch == ended.batch { held[id]?.batch = nil }
        stage = segments.first?.stages.lowerBound ?? 0
    }

    private mutating func stray() -> StageReport {
        let isKnown = Bool.random(using: &random)
        let batch =
            isKnown
            ? segments.first?.batch ?? BatchID(0) : BatchID(UInt64.random(in: 0...9_999, using: &random) + 1_000_000)
        let readings = held.keys.sorted { $0.rawValue < $1.rawValue }.prefix(3)
            .map { StageReport.Reading(job: $0, confidence: 0.5, left: true) }
        return StageReport(batch: batch, stage: 99, duration: .zero, segmentEnded: true, readings: readings)
    }

    private mutating func reopen() {
        segments = []
        for id in held.keys { held[id]?.batch = nil }
        // The lane forgets all; then the worker tells again what it holds, with how far it has come.
        let told = held.sorted { $0.key.rawValue < $1.key.rawValue }.map {
            StagedJob($0.value.job, stagesDone: $0.value.stagesDone)
        }
        for action in policy.handle(.opened(member), at: now) {
            if case .run = action { check(false, "who has forgotten all jobs runs none") }
        }
        tell(.arrived(told))
    }

    private mutating func tellAgain() {
        let twice = held.sorted { $0.key.rawValue < $1.key.rawValue }.prefix(2)
        guard !twice.isEmpty else { return }
        tell(.arrived(twice.map { StagedJob($0.value.job, stagesDone: $0.value.stagesDone) }))
    }

    private mutating func check(_ holds: Bool, _ claim: String) {
        if !holds { violations.append("at \(now.nanoseconds) ns it does not hold that \(claim)") }
    }
}
