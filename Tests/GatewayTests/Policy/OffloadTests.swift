import Domain
import GatewayPolicy
import Kernel
import Testing

@Suite("A job at the cloud tier")
struct OffloadTests {
    typealias Fixture = PolicyFixture
    let job = JobID(7)
    let cloud = WorkerID("cloud")

    /// A job that is due at 100 ms, at the cloud tier since 1 ms, and to be back at 41 ms.
    private func offloaded(patience: Int = 40) -> GatewayPolicy {
        var policy = Fixture.ready()
        _ = policy.handle(.asked(job, Fixture.spec()), at: .origin)
        let verdict = Verdict.offload(cloud, Fixture.rule, patience: .milliseconds(patience))
        let actions = policy.handle(.decided(job, verdict), at: .ms(1)).essential
        #expect(actions == [.send(job, Fixture.leg(cloud, .offload))])
        return policy
    }

    private func request(budget: Int, avoiding worker: WorkerID, cloud: Bool = false) -> JobRequest {
        JobRequest(
            model: Toy.id,
            budget: GatewayLimits().workerBudget(of: .milliseconds(budget)),
            rule: Fixture.rule,
            cloudIsAllowed: cloud,
            avoiding: worker,
            bytes: 16
        )
    }

    @Test("comes back in time: it is answered, and the way's length told")
    func comesBack() {
        var policy = offloaded()
        let told = policy.handle(.returned(cloud, way: .milliseconds(20), bytes: 16), at: .ms(30)).essential
        #expect(told == [.reportOffload(cloud, .answered(way: .milliseconds(20), bytes: 16))])
        #expect(policy.handle(.answered(job), at: .ms(30)).essential == [.answer(job), .settle(job)])
        #expect(policy.handle(.alarmFired, at: .ms(44)).essential.isEmpty)
    }

    @Test("stays away too long: it is withdrawn and asked for again, for the edge alone, and no answer counts twice")
    func fallsBack() {
        var policy = offloaded()
        #expect(policy.handle(.alarmFired, at: .ms(40)).essential.isEmpty)
        let actions = policy.handle(.alarmFired, at: .ms(44)).essential
        let expected: [GatewayPolicy.Action] = [
            .withdraw(job), .reportOffload(cloud, .failed), .ask(job, request(budget: 56, avoiding: cloud)),
        ]
        #expect(actions == expected)
        #expect(policy.handle(.answered(job), at: .ms(45)).essential.isEmpty)
        let sent = policy.handle(.decided(job, .promise(Fixture.first, Fixture.rule)), at: .ms(46)).essential
        #expect(sent == [.send(job, Fixture.leg(Fixture.first))])
        #expect(policy.handle(.answered(job), at: .ms(50)).essential == [.answer(job), .settle(job)])
    }

    @Test("the edge cannot do it either: it is rejected long before its deadline")
    func refusedAfterwards() {
        var policy = offloaded()
        _ = policy.handle(.alarmFired, at: .ms(44))
        let actions = policy.handle(.decided(job, .refuse(Refusal(reason: .overloaded))), at: .ms(45)).essential
        #expect(actions == [.reject(job, .workerLost)])
        #expect(policy.openJobCount == 0)
    }

    @Test("too little is left for the edge: it waits for the cloud tier to the end")
    func waits() {
        var policy = offloaded(patience: 98)
        #expect(policy.handle(.alarmFired, at: .ms(100)).essential.isEmpty)
        let end = policy.handle(.alarmFired, at: .ms(128)).essential
        let expected: [GatewayPolicy.Action] = [
            .withdraw(job), .reportOffload(cloud, .failed), .reject(job, .deadlineMissed), .settle(job),
        ]
        #expect(end == expected)
    }

    @Test("both of its alarms come at once, late: it is given up once")
    func lateAlarm() {
        var policy = offloaded()
        let actions = policy.handle(.alarmFired, at: .ms(400)).essential
        #expect(actions.filter { $0 == .reject(job, .deadlineMissed) }.count == 1)
        #expect(actions.filter { $0 == .reportOffload(cloud, .failed) }.count == 1)
        #expect(policy.openJobCount == 0)
    }

    @Test("the tier does not take it in: the edge alone is asked, and its refusal is passed on as it is")
    func notTakenIn() {
        var policy = offloaded()
        let actions = policy.handle(.failed(job, .refused), at: .ms(10)).essential
        #expect(actions == [.reportOffload(cloud, .refused), .ask(job, request(budget: 90, avoiding: cloud))])
        #expect(policy.handle(.alarmFired, at: .ms(44)).essential.isEmpty, "nobody waits for the tier any more")
        let refusal = Refusal(reason: .overloaded, retryAfter: .milliseconds(7))
        let end = policy.handle(.decided(job, .refuse(refusal)), at: .ms(45)).essential
        #expect(end == [.reject(job, .refused(refusal))])
    }

    @Test("the tier does not take it in, and then its worker fails: it is not sent to a tier again")
    func staysAtEdge() {
        var policy = offloaded()
        _ = policy.handle(.failed(job, .refused), at: .ms(10))
        _ = policy.handle(.decided(job, .promise(Fixture.first, Fixture.rule)), at: .ms(11))
        let actions = policy.handle(.failed(job, .unavailable), at: .ms(20)).essential
        #expect(actions == [.ask(job, request(budget: 80, avoiding: Fixture.first))])
    }

    @Test("its exchange breaks: admission is told and asked at once, and another tier may have it")
    func breaks() {
        var policy = offloaded()
        let actions = policy.handle(.failed(job, .unavailable), at: .ms(20)).essential
        let again = request(budget: 80, avoiding: cloud, cloud: true)
        #expect(actions == [.reportOffload(cloud, .failed), .ask(job, again)])
        #expect(policy.handle(.alarmFired, at: .ms(44)).essential.isEmpty, "the old alarm means nothing any more")
    }
}
