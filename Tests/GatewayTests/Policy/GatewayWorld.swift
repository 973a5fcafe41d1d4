import Domain
import GatewayPolicy
import Kernel

/// A gateway policy among clients that hang up, workers that fail and an admission that comes and goes, in virtual time.
///
/// It checks what the policy's own tests can not see: that no job is sent to two workers, answered twice or forgotten.
struct GatewayWorld {
    enum Happening {
        case arrival(JobID)
        case event(GatewayPolicy.Event)
        case alarm(Int)
        case admissionLeaves
        case admissionReturns
    }

    private(set) var violations: [String] = []
    private(set) var answered = 0
    /// Jobs for which admission holds a claim.
    private(set) var claims: Set<JobID> = []

    private var policy: GatewayPolicy
    private var random: SeededGenerator
    private var agenda: [(at: Int, order: Int, happening: Happening)] = []
    private var order = 0
    private var alarmNumber = 0
    private var deadlines: [JobID: Int] = [:]
    private var ended: Set<JobID> = []
    private var withWorker: Set<JobID> = []
    /// Fallbacks and hedges that somebody has.
    private var second: Set<JobID> = []
    /// Of these: answered by a fallback, whose answer is kept.
    private var kept: Set<JobID> = []
    private(set) var secondAnswers = 0
    private var admissionIsThere = true
    private let streams = (0..<3).map { StreamID("s\($0)") }

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
        var limits = GatewayLimits()
        limits.openJobs = 24
        limits.heldBytes = 30 * 16
        policy = GatewayPolicy(limits: limits)
        _ = policy.handle(.admissionReached, at: .origin)
        for stream in streams { apply(.streamAsked(stream, PolicyFixture.streamRequest), at: 0) }
    }

    var openJobs: Int { policy.openJobCount }
    var heldBytes: Int { policy.heldBytes }

    mutating func run(jobs count: Int) {
        var time = 1
        for number in 1...count {
            time += Int.random(in: 0...8, using: &random)
            plan(.arrival(JobID(UInt64(number))), at: time)
        }
        for _ in 0..<3 {
            let leave = Int.random(in: 1...time, using: &random)
            plan(.admissionLeaves, at: leave)
            plan(.admissionReturns, at: leave + Int.random(in: 1...50, using: &random))
        }
        while !agenda.isEmpty {
            let next = agenda.removeFirst()
            perform(next.happening, at: next.at)
            // Streams keep one alarm alive for ever.
            if next.at > time + 1_000 { break }
        }
        for job in deadlines.keys where !ended.contains(job) { violations.append("\(job) never ended") }
    }

    private mutating func plan(_ happening: Happening, at time: Int) {
        order += 1
        let entry = (at: time, order: order, happening: happening)
        let index = agenda.firstIndex { ($0.at, $0.order) > (time, order) } ?? agenda.endIndex
        agenda.insert(entry, at: index)
    }

    private mutating func perform(_ happening: Happening, at now: Int) {
        switch happening {
        case .arrival(let job): arrive(job, at: now)
        case .event(let event): apply(event, at: now)
        case .alarm(let number): if number == alarmNumber { apply(.alarmFired, at: now) }
        case .admissionLeaves:
            guard admissionIsThere else { return }
            admissionIsThere = false
            claims = []
            apply(.admissionLost, at: now)
        case .admissionReturns:
            guard !admissionIsThere else { return }
            admissionIsThere = true
            apply(.admissionReached, at: now)
        }
    }

    private mutating func arrive(_ job: JobID, at now: Int) {
        let deadline = now + Int.random(in: 1...80, using: &random)
        deadlines[job] = deadline
        var spec = PolicyFixture.spec(deadline: deadline)
        if Bool.random(using: &random) {
            let way = Duration.milliseconds(Int.random(in: 0...40, using: &random))
            spec.cloudPath = CloudPath(way: way, work: .milliseconds(2))
        }
        if Int.random(in: 0..<10, using: &random) == 0 {
            plan(.event(.abandoned(job)), at: now + Int.random(in: 0...60, using: &random))
        }
        let stream = Bool.random(using: &random) ? streams.randomElement(using: &random) : nil
        apply(stream.map { .framed(job, spec, $0) } ?? .asked(job, spec), at: now)
    }

    private mutating func apply(_ event: GatewayPolicy.Event, at now: Int) {
        if case .answered(let job) = event, !withWorker.contains(job) { return }
        if case .failed(let job, _) = event {
            guard withWorker.remove(job) != nil else { return }
        }
        if case .secondAnswered(let job) = event {
            guard second.remove(job) != nil else { return }
            kept.insert(job)
        }
        if case .secondFailed(let job, _) = event, second.remove(job) == nil { return }
        for action in policy.handle(event, at: .ms(now)) { perform(action, at: now) }
    }

    private mutating func perform(_ action: GatewayPolicy.Action, at now: Int) {
        switch action {
        case .ask(let job, _): decide(job, at: now)
        case .askHedge(let job, _): decideHedge(job, at: now)
        case .send(let job, let leg): leg.isSecondWay ? sendSecond(job, at: now) : send(job, at: now)
        case .withdrawSecond(let job): if second.remove(job) == nil { violations.append("\(job) has no second way") }
        case .answerSecond(let job):
            if kept.remove(job) == nil { violations.append("\(job) was answered by no second way") }
            answered += 1
            secondAnswers += 1
            end(job, at: now)
        case .withdraw(let job):
            if withWorker.remove(job) == nil { violations.append("\(job) was with no worker") }
        case .settle(let job): claims.remove(job)
        case .answer(let job):
            if withWorker.remove(job) == nil { violations.append("\(job) was answered by nobody") }
            answered += 1
            end(job, at: now)
        case .reject(let job, _), .forget(let job): end(job, at: now)
        case .askStream(let id, _):
            plan(.event(.streamDecided(id, .promise(PolicyFixture.promise))), at: now + 1)
        case .setAlarm(let instant):
            alarmNumber += 1
            let late = Int.random(in: 0...3, using: &random)
            plan(.alarm(alarmNumber), at: max(now, Int(instant.nanoseconds / 1_000_000)) + late)
        case .openStream, .rejectStream, .closeStream, .renewLease, .reportBroken, .reportOffload: break
        }
    }

    private mutating func decide(_ job: JobID, at now: Int) {
        guard admissionIsThere else { return violations.append("asked an absent admission for \(job)") }
        let verdict: Verdict
        switch Int.random(in: 0..<10, using: &random) {
        case 0: return claim(job)
        case 1: verdict = .refuse(Refusal(reason: .overloaded))
        case 2: verdict = .bestEffort(PolicyFixture.second, PolicyFixture.rule)
        case 3:
            let patience = Duration.milliseconds(Int.random(in: 0...60, using: &random))
            let local = LocalFallback(worker: PolicyFixture.first, rule: PolicyFixture.rule)
            let fallback = Bool.random(using: &random) ? local : nil
            verdict = .offload(PolicyFixture.second, PolicyFixture.rule, patience: patience, fallback: fallback)
        default: verdict = .promise(PolicyFixture.first, PolicyFixture.rule)
        }
        if case .refuse = verdict { claims.remove(job) } else { claim(job) }
        plan(.event(.decided(job, verdict)), at: now + Int.random(in: 0...3, using: &random))
    }

    private mutating func decideHedge(_ job: JobID, at now: Int) {
        guard admissionIsThere else { return violations.append("asked an absent admission for \(job)") }
        claim(job)
        let isPaid = Int.random(in: 0..<4, using: &random) > 0
        let verdict: Verdict =
            isPaid
            ? .offload(PolicyFixture.second, PolicyFixture.rule, patience: .milliseconds(20))
            : .refuse(Refusal(reason: .budgetExhausted))
        plan(.event(.hedgeDecided(job, verdict)), at: now + Int.random(in: 0...3, using: &random))
    }

    private mutating func sendSecond(_ job: JobID, at now: Int) {
        guard second.insert(job).inserted, !ended.contains(job) else {
            return violations.append("\(job) has two second ways")
        }
        let later = now + Int.random(in: 1...40, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: break
        case 1...2: plan(.event(.secondFailed(job, .unavailable)), at: later)
        case 3: plan(.event(.secondFailed(job, .refused)), at: later)
        case 4: plan(.event(.secondFailed(job, .deadlineMissed)), at: later)
        default: plan(.event(.secondAnswered(job)), at: later)
        }
    }

    private mutating func claim(_ job: JobID) { claims.insert(job) }

    private mutating func send(_ job: JobID, at now: Int) {
        guard withWorker.insert(job).inserted else { return violations.append("\(job) is with two workers") }
        let later = now + Int.random(in: 1...40, using: &random)
        switch Int.random(in: 0..<10, using: &random) {
        case 0: break
        case 1...3: plan(.event(.failed(job, .unavailable)), at: later)
        case 4: plan(.event(.failed(job, .deadlineMissed)), at: later)
        case 5: plan(.event(.failed(job, .refused)), at: later)
        default: plan(.event(.answered(job)), at: later)
        }
    }

    private mutating func end(_ job: JobID, at now: Int) {
        if !ended.insert(job).inserted { violations.append("\(job) ended twice") }
        if now > (deadlines[job] ?? 0) + 50 { violations.append("\(job) ended too late") }
        if withWorker.contains(job) || second.contains(job) { violations.append("\(job) ended while a worker has it") }
    }
}
