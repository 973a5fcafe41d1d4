import Domain
import GatewayPolicy
import Kernel
import Testing

@Suite("Jobs that are paid from budgets")
struct ChargedTests {
    typealias Fixture = PolicyFixture
    let job = JobID(7)

    @Test("where jobs are paid from budgets none goes ahead, nor before the first promise of a new admission")
    func nobodyGoesAhead() {
        var charged = ahead()
        _ = charged.handle(.answered(job), at: .ms(11))
        _ = charged.handle(.charged(true), at: .ms(11))
        #expect(charged.handle(.asked(JobID(8), Fixture.spec()), at: .ms(12)).essential.map(\.isAsk) == [true])
        var renewed = ahead()
        _ = renewed.handle(.answered(job), at: .ms(11))
        _ = renewed.handle(.admissionLost, at: .ms(11))
        _ = renewed.handle(.admissionReached, at: .ms(11))
        #expect(renewed.handle(.asked(JobID(8), Fixture.spec()), at: .ms(12)).essential.map(\.isAsk) == [true])
    }

    @Test("nor does one to a worker that has let the model go")
    func nobodyGoesWhereNothingIs() {
        var policy = ahead()
        _ = policy.handle(.answered(job), at: .ms(11))
        _ = policy.handle(.unloaded(Fixture.spec().model, Fixture.first), at: .ms(11))
        #expect(policy.handle(.asked(JobID(8), Fixture.spec()), at: .ms(12)).essential.map(\.isAsk) == [true])
    }

    @Test("a leg is a step down if its exits come before those that were asked for, or it leads to the cloud")
    func steps() {
        let asked = ExitRule(mandatoryExit: 1, lastExit: 3, threshold: 0.9)
        func step(_ mandatory: Int, _ last: Int, _ terms: Leg.Terms = .promise) -> LadderStep {
            let rule = ExitRule(mandatoryExit: mandatory, lastExit: last, threshold: 0.9)
            return Leg(worker: Fixture.second, rule: rule, terms: terms).step(for: asked)
        }
        #expect(step(1, 3) == .full)
        #expect(step(0, 3) == .shallowerExit)
        #expect(step(1, 2, .bestEffort) == .shallowerExit)
        #expect(step(1, 3, .offload) == .cloud)
    }

    /// A policy whose only job has gone ahead at 10 ms.
    private func ahead() -> GatewayPolicy {
        var policy = Fixture.ready()
        let rule = Fixture.rule
        _ = policy.handle(.asked(JobID(1), Fixture.spec()), at: .origin)
        _ = policy.handle(.decided(JobID(1), .promise(Fixture.first, rule)), at: .ms(1))
        _ = policy.handle(.answered(JobID(1)), at: .ms(9))
        let actions = policy.handle(.asked(job, Fixture.spec()), at: .ms(10)).essential
        #expect(actions == [.send(job, Fixture.leg(Fixture.first, .ahead))])
        return policy
    }
}
