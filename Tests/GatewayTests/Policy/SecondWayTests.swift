import Domain
import Kernel
import Testing

@testable import GatewayPolicy

@Suite("A job's second way")
struct SecondWayTests {
    typealias Fixture = PolicyFixture
    let job = JobID(7)
    let cloud = WorkerID("cloud")
    private static let shallow = ExitRule(mandatoryExit: 0, lastExit: 0, threshold: 0.9)

    // MARK: Fallback

    /// A job that is due at 100 ms, at the cloud tier and at a worker since 1 ms; it is to be back from there at 41 ms.
    private func offloaded() -> GatewayPolicy {
        var policy = Fixture.ready()
        _ = policy.handle(.asked(job, Fixture.spec()), at: .origin)
        let fallback = LocalFallback(worker: Fixture.first, rule: Self.shallow)
        let verdict = Verdict.offload(cloud, Fixture.rule, patience: .milliseconds(40), fallback: fallback)
        let actions = policy.handle(.decided(job, verdict), at: .ms(1)).essential
        let local = Leg(worker: Fixture.first, rule: Self.shallow, terms: .fallback)
        #expect(actions == [.send(job, Fixture.leg(cloud, .offload)), .send(job, local)])
        #expect(local.jobClass == .bestEffort && local.isSecondWay)
        return policy
    }

    @Test("the cloud tier's answer comes while the worker still runs: it counts, and the worker is told to stop")
    func cloudFirst() {
        var policy = offloaded()
        let actions = policy.handle(.answered(job), at: .ms(20)).essential
        #expect(actions == [.withdrawSecond(job), .answer(job), .settle(job)])
    }

    @Test("the worker's answer is kept while the cloud tier's may still come")
    func kept() {
        var policy = offloaded()
        #expect(policy.handle(.secondAnswered(job), at: .ms(5)).essential.isEmpty)
        #expect(policy.handle(.answered(job), at: .ms(60)).essential == [.answer(job), .settle(job)])
    }

    @Test("the cloud tier's answer does not come: the worker's is given in time, and the loss told early and once")
    func outage() {
        var policy = offloaded()
        _ = policy.handle(.secondAnswered(job), at: .ms(5))
        #expect(policy.handle(.alarmFired, at: .ms(44)).essential == [.reportOffload(cloud, .failed)])
        #expect(policy.handle(.alarmFired, at: .ms(80)).essential.isEmpty)
        let end = policy.handle(.alarmFired, at: .ms(92)).essential
        #expect(end == [.withdraw(job), .answerSecond(job), .settle(job)])
        #expect(policy.openJobCount == 0)
        #expect(policy.secondWays.fallbacks == 1 && policy.secondWays.fallbackAnswers == 1)
    }

    @Test(
        "the way to the cloud tier breaks, or the tier does not take it: a kept answer is given at once",
        arguments: [(LegFailure.unavailable, OffloadOutcome.failed), (.refused, .refused), (.deadlineMissed, .failed)]
    )
    func breaksLate(failure: LegFailure, outcome: OffloadOutcome) {
        var policy = offloaded()
        _ = policy.handle(.secondAnswered(job), at: .ms(5))
        let actions = policy.handle(.failed(job, failure), at: .ms(20)).essential
        #expect(actions.first == .reportOffload(cloud, outcome))
        #expect(actions.suffix(2) == [.answerSecond(job), .settle(job)])
    }

    @Test("it is refused afterwards while the worker still runs: that is waited for")
    func refusedAfterwards() {
        var policy = offloaded()
        _ = policy.handle(.alarmFired, at: .ms(44))
        #expect(policy.handle(.decided(job, .refuse(Refusal(reason: .overloaded))), at: .ms(45)).essential.isEmpty)
        #expect(policy.handle(.secondAnswered(job), at: .ms(70)).essential == [.answerSecond(job), .settle(job)])
    }

    @Test("it is promised afterwards: the promise takes the fallback's place")
    func promisedAfterwards() {
        var policy = offloaded()
        _ = policy.handle(.alarmFired, at: .ms(44))
        let sent = policy.handle(.decided(job, .promise(Fixture.first, Fixture.rule)), at: .ms(45)).essential
        #expect(sent == [.withdrawSecond(job), .send(job, Fixture.leg(Fixture.first))])
        #expect(policy.handle(.secondAnswered(job), at: .ms(46)).essential.isEmpty)
        #expect(policy.handle(.answered(job), at: .ms(50)).essential == [.answer(job), .settle(job)])
    }

    @Test("the fallback fails: the cloud tier is waited for as ever")
    func fallbackFails() {
        var policy = offloaded()
        #expect(policy.handle(.secondFailed(job, .unavailable), at: .ms(10)).essential.isEmpty)
        #expect(policy.handle(.answered(job), at: .ms(30)).essential == [.answer(job), .settle(job)])
    }

    @Test("its client leaves: nobody goes on")
    func abandoned() {
        var policy = offloaded()
        let actions = policy.handle(.abandoned(job), at: .ms(10)).essential
        #expect(actions == [.withdraw(job), .withdrawSecond(job), .forget(job), .settle(job)])
    }

    // MARK: Hedge

    /// A policy whose jobs so far have earned two copies.
    private func earned() -> GatewayPolicy {
        var policy = Fixture.ready()
        for number in UInt64(100)..<140 {
            _ = policy.handle(.asked(JobID(number), Fixture.spec()), at: .origin)
            _ = policy.handle(.decided(JobID(number), .promise(Fixture.first, Fixture.rule)), at: .origin)
            _ = policy.handle(.answered(JobID(number)), at: .origin)
        }
        return policy
    }

    /// A job at a worker since 1 ms that is due at 100 ms; a copy must leave at 66 ms for the cloud tier.
    private func promised(_ policy: GatewayPolicy) -> GatewayPolicy {
        var policy = policy
        var spec = Fixture.spec()
        spec.cloudPath = CloudPath(way: .milliseconds(20), work: .milliseconds(2))
        // Another one, so that it does not go ahead.
        _ = policy.handle(.asked(JobID(8), Fixture.spec()), at: .origin)
        _ = policy.handle(.asked(job, spec), at: .origin)
        _ = policy.handle(.decided(job, .promise(Fixture.first, Fixture.rule)), at: .ms(1))
        return policy
    }

    private var isAsked: (GatewayPolicy.Action) -> Bool {
        { if case .askHedge(job, _) = $0 { true } else { false } }
    }

    @Test("is asked for when the job must leave for the cloud tier to be back in time, and not before")
    func asksLate() {
        var policy = promised(earned())
        #expect(!policy.handle(.alarmFired, at: .ms(64)).contains(where: isAsked))
        #expect(policy.handle(.alarmFired, at: .ms(68)).contains(where: isAsked))
        #expect(!policy.handle(.alarmFired, at: .ms(72)).contains(where: isAsked), "once")
    }

    @Test("the first answer counts, and the other way is withdrawn")
    func firstWins() {
        for cloudIsFirst in [true, false] {
            var policy = promised(earned())
            _ = policy.handle(.alarmFired, at: .ms(68))
            let verdict = Verdict.offload(cloud, Fixture.rule, patience: .milliseconds(20))
            let sent = policy.handle(.hedgeDecided(job, verdict), at: .ms(69)).essential
            #expect(sent == [.send(job, Fixture.leg(cloud, .hedge))])
            let event = cloudIsFirst ? GatewayPolicy.Event.secondAnswered(job) : .answered(job)
            let end = policy.handle(event, at: .ms(90)).essential
            let expected: [GatewayPolicy.Action] =
                cloudIsFirst
                ? [.withdraw(job), .answerSecond(job), .settle(job)]
                : [.withdrawSecond(job), .answer(job), .settle(job)]
            #expect(end == expected)
            #expect(policy.secondWays.hedges == 1 && policy.secondWays.hedgeAnswers == (cloudIsFirst ? 1 : 0))
        }
    }

    @Test("where admission does not pay for a copy the job stays where it is, and another one may have it")
    func unpaid() {
        var policy = promised(earned())
        _ = policy.handle(.alarmFired, at: .ms(68))
        let refusal = Verdict.refuse(Refusal(reason: .budgetExhausted))
        #expect(policy.handle(.hedgeDecided(job, refusal), at: .ms(69)).essential.isEmpty)
        #expect(policy.secondWays.hedges == 0)
        #expect(policy.handle(.answered(job), at: .ms(90)).essential == [.answer(job), .settle(job)])
    }

    @Test("without enough jobs before it none goes")
    func notEarned() {
        var policy = promised(Fixture.ready())
        #expect(!policy.handle(.alarmFired, at: .ms(68)).contains(where: isAsked))
    }

    @Test(
        "its worker fails while the copy is under way: the copy is waited for, and if that fails admission asked anew"
    )
    func workerFails() {
        var policy = promised(earned())
        _ = policy.handle(.alarmFired, at: .ms(68))
        _ = policy.handle(
            .hedgeDecided(job, .offload(cloud, Fixture.rule, patience: .milliseconds(20))),
            at: .ms(69)
        )
        #expect(policy.handle(.failed(job, .unavailable), at: .ms(70)).essential.isEmpty)
        let actions = policy.handle(.secondFailed(job, .refused), at: .ms(75)).essential
        #expect(actions.first == .reportOffload(cloud, .refused))
        #expect(actions.last?.isAsk == true)
    }

    @Test("is known to be too late where ways took longer than the tier says")
    func measuredWay() {
        var policy = promised(earned())
        for _ in 0..<100 { _ = policy.handle(.returned(cloud, way: .milliseconds(60), bytes: 16), at: .origin) }
        var spec = Fixture.spec()
        spec.cloudPath = CloudPath(way: .milliseconds(20), work: .milliseconds(2))
        _ = policy.handle(.asked(JobID(9), spec), at: .origin)
        _ = policy.handle(.decided(JobID(9), .promise(Fixture.first, Fixture.rule)), at: .ms(1))
        let asked = policy.handle(.alarmFired, at: .ms(28))
        #expect(asked.contains { if case .askHedge(JobID(9), _) = $0 { true } else { false } })
    }

    @Test("copies are at no time more than their share of the jobs so far", arguments: UInt64(0)..<50)
    func share(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var allowance = HedgeAllowance(share: 0.05, most: 8)
        var (jobs, copies) = (0, 0)
        for _ in 0..<5_000 {
            if Int.random(in: 0..<3, using: &random) > 0 {
                allowance.earn()
                jobs += 1
            } else if allowance.spend() {
                if Int.random(in: 0..<4, using: &random) == 0 { allowance.giveBack() } else { copies += 1 }
            }
            #expect(Double(copies) <= 0.05 * Double(jobs) + 1e-9)
        }
        #expect(copies > 50)
    }

    @Test("what is saved up for copies is bounded")
    func burst() {
        var allowance = HedgeAllowance(share: 0.05, most: 8)
        for _ in 0..<10_000 { allowance.earn() }
        #expect((0..<20).filter { _ in allowance.spend() }.count == 8)
    }
}
