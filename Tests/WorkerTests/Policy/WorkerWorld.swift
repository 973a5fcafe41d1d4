import Domain
import Kernel

@testable import WorkerPolicy

/// A worker in virtual time between random devices, a random scheduler and a compute thread that overruns at times.
///
/// It checks what the policy cannot see of itself: the compute thread's side, and what the scheduler was told in all.
struct WorkerWorld {
    enum Happening {
        case arrive(LaneJob)
        case cancel(JobID)
        case command
        case alarm
        case stageEnds
        case laneLost
        case laneOpened
    }

    struct Sample {
        var stage = 0
        var isRunning = false
        var isGone = false
    }

    static let alarmLateness: Duration = .milliseconds(2)
    static let stageCount = 4

    private(set) var faults: [String] = []
    private(set) var outcomes: [JobID: Instant] = [:]
    private(set) var jobs: [JobID: LaneJob] = [:]
    private(set) var answers = 0
    private(set) var discards = 0
    private(set) var refusals = 0

    private var random: SeededGenerator
    private var policy = WorkerPolicy(stageCounts: [Fixture.model: stageCount])
    /// Latest first; what is due at the same time in the order in which it was planned.
    private var agenda: [(time: Instant, what: Happening)] = []
    private var now = Instant.origin
    private var samples: [JobID: Sample] = [:]
    private var compute: [SegmentRun] = []
    private var stopped: Set<BatchID> = []
    private var scheduler = RandomScheduler()

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func run() {
        for number in 1...60 { plan(job: UInt64(number)) }
        for _ in 0..<200 { at(.microseconds(Int64.random(in: 0...120_000, using: &random)), .command) }
        at(.zero, .laneOpened)
        for _ in 0..<Int.random(in: 0...3, using: &random) {
            let lost = Duration.microseconds(Int64.random(in: 1...100_000, using: &random))
            at(lost, .laneLost)
            at(lost + .microseconds(Int64.random(in: 1...9_000, using: &random)), .laneOpened)
        }
        while let entry = agenda.popLast() {
            now = entry.time
            happen(entry.what)
        }
        finalChecks()
    }

    private mutating func at(_ delay: Duration, _ what: Happening) {
        let entry = (time: now + delay, what: what)
        var low = 0
        var high = agenda.count
        while low < high {
            let middle = (low + high) / 2
            if agenda[middle].time > entry.time { low = middle + 1 } else { high = middle }
        }
        agenda.insert(entry, at: low)
    }

    private mutating func plan(job number: UInt64) {
        let arrival = Duration.microseconds(Int64.random(in: 0...100_000, using: &random))
        let mandatory = Int.random(in: 0...2, using: &random)
        let job = LaneJob(
            id: JobID(number),
            model: Fixture.model,
            jobClass: .promised,
            deadline: .origin + arrival + .microseconds(Int64.random(in: 500...40_000, using: &random)),
            rule: ExitRule(
                mandatoryExit: mandatory,
                lastExit: Int.random(in: mandatory...3, using: &random),
                threshold: Float.random(in: 0.3...1.1, using: &random)
            )
        )
        at(arrival, .arrive(job))
        if random.chance(0.25) {
            at(arrival + .microseconds(Int64.random(in: 0...30_000, using: &random)), .cancel(job.id))
        }
    }

    private mutating func happen(_ what: Happening) {
        switch what {
        case .arrive(let job):
            jobs[job.id] = job
            samples[job.id] = Sample()
            perform(policy.handle(.staged(job), at: now))
        case .cancel(let id): perform(policy.handle(.canceled(id), at: now))
        case .command:
            if let order = scheduler.order(using: &random) { perform(policy.handle(.commanded(order), at: now)) }
        case .alarm: perform(policy.handle(.alarmFired, at: now))
        case .stageEnds: endStage()
        case .laneLost:
            scheduler.close()
            perform(policy.handle(.laneLost, at: now))
        case .laneOpened:
            guard !scheduler.isOpen else { return }
            scheduler.open()
            perform(policy.handle(.laneOpened, at: now))
        }
    }

    private mutating func perform(_ actions: [WorkerPolicy.Action]) {
        for action in actions {
            switch action {
            case .run(let grant): start(grant)
            case .raiseStop(let batch): stopped.insert(batch)
            case .answer(let id, let exit):
                if let job = jobs[id], exit < job.rule.mandatoryExit { faults.append("\(id) answered below its exit") }
                answers += 1
                settle(id)
            case .fail(let id, _), .drop(let id, _): settle(id)
            case .discard: discards += 1
            case .refuse: refusals += 1
            case .register: scheduler.register()
            case .report(let note): if let fault = scheduler.hear(note) { faults.append(fault) }
            case .setAlarm(let time):
                let lateness = Int64.random(in: 0...Self.alarmLateness.microseconds, using: &random)
                at(max(.zero, time - now) + .microseconds(lateness), .alarm)
            }
        }
    }

    private mutating func settle(_ id: JobID) {
        if outcomes.updateValue(now, forKey: id) != nil { faults.append("\(id) was settled twice") }
        samples[id]?.isGone = true
    }

    private mutating func start(_ grant: Segment) {
        let members = grant.jobs.compactMap { id in jobs[id].map { SegmentRun.Member(job: id, rule: $0.rule) } }
        compute.append(SegmentRun(batch: grant.batch, stages: grant.stages, members: members))
        if compute.count > Segment.outstandingLimit { faults.append("more segments than may be outstanding") }
        if compute.count == 1 { beginStage() }
    }

    private mutating func beginStage() {
        guard !compute.isEmpty else { return }
        let samples = samples
        let stage = compute[0].stage
        compute[0].begin { samples[$0].map { !$0.isGone && $0.stage == stage } ?? false }
        for member in compute[0].members {
            if samples[member.job]?.isRunning == true { faults.append("\(member.job) is in two runs") }
            self.samples[member.job]?.isRunning = true
        }
        let length = Int64.random(in: 50...1_500, using: &random) * (random.chance(0.05) ? 10 : 1)
        at(compute[0].isOver ? .zero : .microseconds(length), .stageEnds)
    }

    private mutating func endStage() {
        var run = compute[0]
        let stage = run.stage
        var readings: [StageResult.Reading] = []
        for member in run.members { samples[member.job]?.isRunning = false }
        if stopped.contains(run.batch) {
            run.abandon()
        } else if !run.isOver {
            for member in run.members {
                samples[member.job]?.stage = stage + 1
                readings.append(.init(job: member.job, confidence: Float.random(in: 0...1, using: &random)))
            }
            run.finish(confidences: readings.map(\.confidence))
        }
        let result = StageResult(
            batch: run.batch,
            stage: stage,
            duration: .milliseconds(1),
            readings: readings,
            endsSegment: run.isOver
        )
        compute[0] = run
        if run.isOver {
            compute.removeFirst()
            stopped.remove(run.batch)
        }
        // The compute thread goes on by itself, before the loop has heard of the result.
        beginStage()
        perform(policy.handle(.stageFinished(result), at: now))
    }

    private mutating func finalChecks() {
        for (id, job) in jobs {
            guard let outcome = outcomes[id] else {
                faults.append("\(id) was never settled")
                continue
            }
            if outcome > job.deadline + Self.alarmLateness { faults.append("\(id) was settled late") }
        }
        if policy.stagedCount > 0 { faults.append("the policy still holds jobs") }
        if policy.isBusy { faults.append("the policy still waits for a segment") }
        faults += scheduler.finalFaults
    }
}
