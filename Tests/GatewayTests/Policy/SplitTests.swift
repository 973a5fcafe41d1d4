import Domain
import Kernel
import Testing

@testable import GatewayPolicy

@Suite("A job that is split between a worker and the cloud tier")
struct SplitTests {
    typealias Fixture = PolicyFixture
    private let job = JobID(7)
    private let cloud = WorkerID("cloud")
    private static let shallow = ExitRule(mandatoryExit: 0, lastExit: 0, threshold: 0.9)
    private static let carried = FallbackEnd(carriedPast: 0)

    private var trunk: GatewayPolicy.Action {
        .send(job, Leg(worker: Fixture.first, rule: Self.shallow, terms: .fallback, part: .trunk))
    }

    private func offload(_ part: Leg.Part) -> GatewayPolicy.Action {
        .send(job, Leg(worker: cloud, rule: Fixture.rule, terms: .offload, part: part))
    }

    private func verdict(hold: Int = 20) -> Verdict {
        let fallback = LocalFallback(worker: Fixture.first, rule: Self.shallow, hold: .milliseconds(hold))
        return .offload(cloud, Fixture.rule, patience: .milliseconds(40), fallback: fallback)
    }

    /// A job that is due at 100 ms, at a worker since 1 ms, and goes to the cloud tier at 21 ms at the latest.
    private func held() -> GatewayPolicy {
        var policy = Fixture.ready()
        _ = policy.handle(.asked(job, Fixture.spec()), at: .origin)
        #expect(policy.handle(.decided(job, verdict()), at: .ms(1)).essential == [trunk])
        return policy
    }

    @Test("goes on with what the worker has carried, and the worker's answer is kept")
    func goesOn() {
        var policy = held()
        #expect(policy.handle(.secondAnswered(job, Self.carried), at: .ms(6)).essential == [offload(.rest(after: 0))])
        #expect(policy.handle(.alarmFired, at: .ms(22)).essential.isEmpty, "it is sent once")
        #expect(policy.handle(.answered(job), at: .ms(40)).essential == [.answer(job), .settle(job)])
        #expect(policy.secondWays.held == 1 && policy.secondWays.splits == 1)
    }

    @Test("ends at the worker if its exit rule is content there")
    func suffices() {
        var policy = held()
        let end = FallbackEnd(suffices: true, carriedPast: 0)
        #expect(policy.handle(.secondAnswered(job, end), at: .ms(6)).essential == [.answerSecond(job), .settle(job)])
        #expect(policy.openJobCount == 0 && policy.secondWays.splits == 0)
    }

    @Test("goes as a whole if the worker hands nothing on")
    func handsNothingOn() {
        var policy = held()
        #expect(policy.handle(.secondAnswered(job), at: .ms(6)).essential == [offload(.whole)])
        #expect(policy.secondWays.splits == 0)
    }

    @Test("goes as a whole when it has been held for long enough, and the worker's answer is kept when it comes")
    func heldLongEnough() {
        var policy = held()
        #expect(policy.handle(.alarmFired, at: .ms(20)).essential.isEmpty)
        #expect(policy.handle(.alarmFired, at: .ms(24)).essential == [offload(.whole)])
        #expect(policy.handle(.secondAnswered(job, Self.carried), at: .ms(30)).essential.isEmpty)
        #expect(policy.handle(.alarmFired, at: .ms(68)).essential == [.reportOffload(cloud, .failed)])
        let end = policy.handle(.alarmFired, at: .ms(92)).essential
        #expect(end == [.withdraw(job), .answerSecond(job), .settle(job)])
    }

    @Test(
        "goes as a whole if the worker fails",
        arguments: [LegFailure.unavailable, .refused, .deadlineMissed, .rejected("no")]
    )
    func workerFails(failure: LegFailure) {
        var policy = held()
        #expect(policy.handle(.secondFailed(job, failure), at: .ms(6)).essential == [offload(.whole)])
        #expect(policy.handle(.answered(job), at: .ms(40)).essential == [.answer(job), .settle(job)])
    }

    @Test("is answered by what is kept when the cloud tier fails behind it")
    func cloudFails() {
        var policy = held()
        _ = policy.handle(.secondAnswered(job, Self.carried), at: .ms(6))
        let actions = policy.handle(.failed(job, .unavailable), at: .ms(20)).essential
        #expect(actions == [.reportOffload(cloud, .failed), .answerSecond(job), .settle(job)])
    }

    @Test("has nobody go on when its client leaves")
    func abandoned() {
        var policy = held()
        let actions = policy.handle(.abandoned(job), at: .ms(5)).essential
        #expect(actions == [.withdrawSecond(job), .forget(job), .settle(job)])
        #expect(policy.handle(.alarmFired, at: .ms(30)).essential.isEmpty)
    }

    @Test("is not one that heads beside the network's own read")
    func indivisible() {
        var policy = Fixture.ready()
        var spec = Fixture.spec()
        spec.isDivisible = false
        _ = policy.handle(.asked(job, spec), at: .origin)
        let sent = policy.handle(.decided(job, verdict()), at: .ms(1)).essential
        let fallback = Leg(worker: Fixture.first, rule: Self.shallow, terms: .fallback)
        #expect(sent == [offload(.whole), .send(job, fallback)])
    }
}
