import Domain
import GatewayPolicy
import Kernel
import Testing

@Suite("The life of a job")
struct JobLifeTests {
    typealias Fixture = PolicyFixture
    let job = JobID(7)

    @Test("where the way to workers and back takes long, more of the budget is kept back for it, but never all")
    func keepsBackWays() {
        var policy = Fixture.ready()
        for _ in 0..<100 { _ = policy.handle(.traveled(.milliseconds(10)), at: .origin) }
        #expect(policy.workerBudget(of: .milliseconds(100)) < .milliseconds(90) + .microseconds(1))
        #expect(policy.workerBudget(of: .milliseconds(100)) >= .milliseconds(90))
        #expect(policy.workerBudget(of: .milliseconds(6)) == .milliseconds(3))
        for _ in 0..<500 { _ = policy.handle(.traveled(.milliseconds(1)), at: .origin) }
        #expect(policy.workerBudget(of: .milliseconds(100)) == .milliseconds(96))
    }

    @Test("a job is asked for with what its worker may use of the budget")
    func asks() {
        var policy = Fixture.ready()
        let actions = policy.handle(.asked(job, Fixture.spec()), at: .origin)
        let request = JobRequest(
            model: Toy.id,
            budget: GatewayLimits().workerBudget(of: .milliseconds(100)),
            rule: Fixture.rule,
            bytes: 16
        )
        #expect(actions == [.ask(job, request), .setAlarm(.ms(128))])
    }

    @Test("of a short budget an eighth at most is kept back for the way of the answer")
    func keepsBackAnEighth() {
        #expect(GatewayLimits().workerBudget(of: .milliseconds(4)) == .microseconds(3500))
        #expect(GatewayLimits().workerBudget(of: .milliseconds(80)) == .milliseconds(76))
        #expect(GatewayLimits().workerBudget(of: .milliseconds(-1)) == .zero)
    }

    @Test(
        "every verdict but a refusal sends the job on its terms",
        arguments: [
            (Verdict.promise(PolicyFixture.first, PolicyFixture.rule), Leg.Terms.promise),
            (.bestEffort(PolicyFixture.first, PolicyFixture.rule), .bestEffort),
            (.offload(PolicyFixture.first, PolicyFixture.rule, patience: .milliseconds(40)), .offload),
        ]
    )
    func sends(verdict: Verdict, terms: Leg.Terms) {
        var policy = Fixture.ready()
        _ = policy.handle(.asked(job, Fixture.spec()), at: .origin)
        let actions = policy.handle(.decided(job, verdict), at: .ms(1))
        #expect(actions.essential == [.send(job, Fixture.leg(Fixture.first, terms))])
    }

    @Test("an answer is passed on and the claim settled, once")
    func answersOnce() {
        var policy = sent()
        #expect(policy.handle(.answered(job), at: .ms(20)).essential == [.answer(job), .settle(job)])
        #expect(policy.handle(.answered(job), at: .ms(21)).essential.isEmpty)
        #expect(policy.handle(.failed(job, .unavailable), at: .ms(21)).essential.isEmpty)
        #expect(policy.openJobCount == 0)
        #expect(policy.heldBytes == 0)
    }

    @Test("a refusal is passed on and leaves nothing to settle")
    func refuses() {
        var policy = Fixture.ready()
        _ = policy.handle(.asked(job, Fixture.spec()), at: .origin)
        let refusal = Refusal(reason: .overloaded, retryAfter: .milliseconds(40))
        let actions = policy.handle(.decided(job, .refuse(refusal)), at: .ms(1))
        #expect(actions == [.reject(job, .refused(refusal))])
    }

    @Test("a job that is alone goes ahead to the worker of the last promise; answered soon, it needs no admission")
    func goesAhead() {
        var policy = ahead()
        #expect(policy.handle(.answered(job), at: .ms(11)).essential == [.answer(job)])
        #expect(policy.handle(.alarmFired, at: .ms(12)).essential.isEmpty)
        #expect(policy.openJobCount == 0)
    }

    @Test("admission is asked for a job that went ahead when it takes long, and its claim is settled")
    func confirmedByAlarm() {
        var policy = ahead()
        let asked = policy.handle(.alarmFired, at: .ms(12)).essential
        #expect(asked == [.ask(job, request(budget: .milliseconds(88)))])
        #expect(policy.handle(.decided(job, .promise(Fixture.second, Fixture.rule)), at: .ms(13)).essential.isEmpty)
        #expect(policy.handle(.answered(job), at: .ms(14)).essential == [.answer(job), .settle(job)])
        let next = policy.handle(.asked(JobID(8), Fixture.spec()), at: .ms(15)).essential
        #expect(next == [.send(JobID(8), Fixture.leg(Fixture.second, .ahead))])
    }

    @Test("admission is asked for a job that went ahead when another one comes")
    func confirmedByCompany() {
        var policy = ahead()
        let actions = policy.handle(.asked(JobID(8), Fixture.spec(deadline: 101)), at: .ms(11)).essential
        #expect(actions.count == 2)
        #expect(actions.first == .ask(job, request(budget: .milliseconds(89))))
        #expect(policy.handle(.alarmFired, at: .ms(12)).essential.isEmpty)
    }

    @Test("a refusal withdraws what went ahead, unless it is answered already")
    func refusedAhead() {
        let refusal = Refusal(reason: .overloaded)
        var policy = ahead()
        _ = policy.handle(.alarmFired, at: .ms(12))
        let actions = policy.handle(.decided(job, .refuse(refusal)), at: .ms(13))
        #expect(actions == [.withdraw(job), .reject(job, .refused(refusal))])
        #expect(policy.openJobCount == 0)
        policy = ahead()
        _ = policy.handle(.alarmFired, at: .ms(12))
        #expect(policy.handle(.answered(job), at: .ms(13)).essential == [.answer(job), .settle(job)])
        #expect(policy.handle(.decided(job, .refuse(refusal)), at: .ms(14)).essential.isEmpty)
    }

    @Test("if the worker of a job that went ahead fails, the job is asked for once, and nobody goes there ahead again")
    func failedAhead() {
        var policy = ahead()
        #expect(policy.handle(.failed(job, .unavailable), at: .ms(11)).essential.count == 1)
        #expect(policy.handle(.alarmFired, at: .ms(12)).essential.isEmpty)
        _ = policy.handle(.decided(job, .bestEffort(Fixture.second, Fixture.rule)), at: .ms(12))
        _ = policy.handle(.answered(job), at: .ms(13))
        let next = policy.handle(.asked(JobID(8), Fixture.spec()), at: .ms(14)).essential
        #expect(next.map(\.isAsk) == [true])
    }

    @Test("if the worker fails while admission is being asked, its verdict decides where the job goes")
    func failedWhileConfirming() {
        var policy = ahead()
        _ = policy.handle(.alarmFired, at: .ms(12))
        #expect(policy.handle(.failed(job, .unavailable), at: .ms(13)).essential.isEmpty)
        let actions = policy.handle(.decided(job, .promise(Fixture.second, Fixture.rule)), at: .ms(14)).essential
        #expect(actions == [.send(job, Fixture.leg(Fixture.second))])
    }

    @Test("a job that went ahead outlives admission, and if its worker fails then, it is given up")
    func aheadWithoutAdmission() {
        var policy = ahead()
        _ = policy.handle(.alarmFired, at: .ms(12))
        #expect(policy.handle(.admissionLost, at: .ms(13)).essential.isEmpty)
        let actions = policy.handle(.failed(job, .unavailable), at: .ms(14)).essential
        #expect(actions == [.reject(job, .workerLost), .settle(job)])
    }

    private func request(budget: Duration) -> JobRequest {
        JobRequest(model: Toy.id, budget: GatewayLimits().workerBudget(of: budget), rule: Fixture.rule, bytes: 16)
    }

    /// A policy whose only job has gone ahead at 10 ms.
    private func ahead() -> GatewayPolicy {
        var policy = sent(JobID(1))
        _ = policy.handle(.answered(JobID(1)), at: .ms(9))
        let actions = policy.handle(.asked(job, Fixture.spec()), at: .ms(10))
        #expect(actions == [.send(job, Fixture.leg(Fixture.first, .ahead)), .setAlarm(.ms(12))])
        return policy
    }

    @Test("a failed worker is avoided on the retry")
    func retries() {
        var policy = sent()
        let actions = policy.handle(.failed(job, .unavailable), at: .ms(20))
        var request = JobRequest(
            model: Toy.id,
            budget: GatewayLimits().workerBudget(of: .milliseconds(80)),
            rule: Fixture.rule,
            bytes: 16
        )
        request.avoiding = Fixture.first
        #expect(actions == [.ask(job, request)])
        let verdict = Verdict.promise(Fixture.second, Fixture.rule)
        #expect(policy.handle(.decided(job, verdict), at: .ms(21)) == [.send(job, Fixture.leg(Fixture.second))])
    }

    @Test("after two retries a failure is final")
    func boundsRetries() {
        var policy = sent()
        for attempt in 0..<2 {
            #expect(!policy.handle(.failed(job, .unavailable), at: .ms(2 + attempt)).essential.isEmpty)
            _ = policy.handle(.decided(job, .promise(Fixture.second, Fixture.rule)), at: .ms(3 + attempt))
        }
        let last = policy.handle(.failed(job, .unavailable), at: .ms(9))
        #expect(last.essential == [.reject(job, .workerLost), .settle(job)])
    }

    @Test("no retry is made that could not end in time")
    func retriesOnlyWithSlack() {
        var late = sent()
        #expect(late.handle(.failed(job, .unavailable), at: .ms(98)).essential.first == .reject(job, .workerLost))
        var early = sent()
        guard case .ask = early.handle(.failed(job, .unavailable), at: .ms(90)).first else {
            Issue.record("with 10 ms left for a job of 2 ms a retry is due")
            return
        }
    }

    @Test("a refusal after a broken promise is an outage, not overload")
    func refusesAfterFailure() {
        var policy = sent()
        _ = policy.handle(.failed(job, .unavailable), at: .ms(20))
        let actions = policy.handle(.decided(job, .refuse(Refusal(reason: .overloaded))), at: .ms(21))
        #expect(actions.essential == [.reject(job, .workerLost)])
    }

    @Test("a worker that missed the deadline, or finds the job wrong, is not replaced")
    func passesFinalFailuresOn() {
        var missed = sent()
        let afterMiss = missed.handle(.failed(job, .deadlineMissed), at: .ms(99))
        #expect(afterMiss.essential == [.reject(job, .deadlineMissed), .reportBroken(Fixture.first), .settle(job)])
        var wrong = sent()
        let afterRejection = wrong.handle(.failed(job, .rejected("no")), at: .ms(2))
        #expect(afterRejection.essential == [.reject(job, .failed("no")), .settle(job)])
    }

    @Test("the alarm ends a job whose worker is silent, withdraws it and settles its claim")
    func endsSilentJobs() {
        var policy = sent()
        #expect(policy.handle(.alarmFired, at: .ms(127)).essential.isEmpty, "an early alarm is harmless")
        let actions = policy.handle(.alarmFired, at: .ms(128))
        let last: [GatewayPolicy.Action] = [.reportBroken(Fixture.first), .settle(job)]
        #expect(actions.essential == [.withdraw(job), .reject(job, .deadlineMissed)] + last)
        #expect(policy.handle(.answered(job), at: .ms(129)).essential.isEmpty)
    }

    @Test("admission hears of a promise that was answered late, and not of one in time or of what was never promised")
    func reportsBrokenPromises() {
        var late = sent()
        #expect(late.handle(.answered(job), at: .ms(101)).contains(.reportBroken(Fixture.first)))
        var timely = sent()
        #expect(!timely.handle(.answered(job), at: .ms(100)).contains(.reportBroken(Fixture.first)))
        var unpromised = Fixture.ready()
        _ = unpromised.handle(.asked(job, Fixture.spec()), at: .origin)
        _ = unpromised.handle(.decided(job, .bestEffort(Fixture.first, Fixture.rule)), at: .ms(1))
        #expect(!unpromised.handle(.answered(job), at: .ms(101)).contains(.reportBroken(Fixture.first)))
    }

    @Test("the alarm also ends a job that admission does not decide")
    func endsUndecidedJobs() {
        var policy = Fixture.ready()
        _ = policy.handle(.asked(job, Fixture.spec()), at: .origin)
        let actions = policy.handle(.alarmFired, at: .ms(128))
        #expect(actions.essential == [.reject(job, .deadlineMissed), .settle(job)])
    }

    @Test("an early alarm is set again")
    func setsAlarmAgain() {
        var policy = sent()
        #expect(policy.handle(.alarmFired, at: .ms(50)) == [.setAlarm(.ms(128))])
    }

    @Test("only a more urgent job moves the alarm")
    func movesAlarm() {
        var policy = sent()
        let later = policy.handle(.asked(JobID(8), Fixture.spec(deadline: 300)), at: .ms(1))
        #expect(later.essential == later)
        let sooner = policy.handle(.asked(JobID(9), Fixture.spec(deadline: 31)), at: .ms(1))
        #expect(sooner.last == .setAlarm(.ms(56)))
    }

    @Test("a client that hangs up takes its job back from the worker")
    func withdraws() {
        var policy = sent()
        #expect(policy.handle(.abandoned(job), at: .ms(2)).essential == [.withdraw(job), .forget(job), .settle(job)])
        #expect(policy.openJobCount == 0)
    }

    @Test("a client that hangs up before the verdict leaves nothing behind")
    func forgets() {
        var policy = Fixture.ready()
        _ = policy.handle(.asked(job, Fixture.spec()), at: .origin)
        #expect(policy.handle(.abandoned(job), at: .ms(1)).essential == [.forget(job), .settle(job)])
        #expect(policy.handle(.decided(job, .promise(Fixture.first, Fixture.rule)), at: .ms(2)).essential.isEmpty)
    }

    private func sent(_ other: JobID? = nil) -> GatewayPolicy {
        let job = other ?? job
        var policy = Fixture.ready()
        _ = policy.handle(.asked(job, Fixture.spec()), at: .origin)
        _ = policy.handle(.decided(job, .promise(Fixture.first, Fixture.rule)), at: .ms(1))
        return policy
    }
}
