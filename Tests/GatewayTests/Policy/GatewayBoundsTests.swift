import Domain
import GatewayPolicy
import Kernel
import Testing

@Suite("The bounds of the gateway")
struct GatewayBoundsTests {
    typealias Fixture = PolicyFixture

    @Test("one job more than the bound is rejected at once")
    func boundsJobs() {
        var limits = GatewayLimits()
        limits.openJobs = 2
        var policy = Fixture.ready(limits: limits)
        for number in 1...2 { _ = policy.handle(.asked(JobID(UInt64(number)), Fixture.spec()), at: .origin) }
        let actions = policy.handle(.asked(JobID(3), Fixture.spec()), at: .origin)
        #expect(actions.essential == [.reject(JobID(3), .tooManyJobs)])
        _ = policy.handle(.abandoned(JobID(1)), at: .origin)
        #expect(!policy.handle(.asked(JobID(4), Fixture.spec()), at: .origin).contains(.reject(JobID(4), .tooManyJobs)))
    }

    @Test("tensors beyond the bound of bytes are rejected at once")
    func boundsBytes() {
        var limits = GatewayLimits()
        limits.heldBytes = 100
        var policy = Fixture.ready(limits: limits)
        _ = policy.handle(.asked(JobID(1), Fixture.spec(bytes: 60)), at: .origin)
        #expect(policy.heldBytes == 60)
        let actions = policy.handle(.asked(JobID(2), Fixture.spec(bytes: 41)), at: .origin)
        #expect(actions.essential == [.reject(JobID(2), .tooManyBytes)])
    }

    @Test("a deadline that is over on arrival is missed, and admission is not troubled")
    func rejectsExpired() {
        var policy = Fixture.ready()
        let actions = policy.handle(.asked(JobID(1), Fixture.spec(deadline: 5)), at: .ms(5))
        #expect(actions.essential == [.reject(JobID(1), .deadlineMissed)])
    }

    @Test("a job that lay unread for more than a quarter of its budget is refused, but no frame of a promise")
    func refusesBacklog() {
        var policy = Fixture.streaming()
        var spec = Fixture.spec()
        spec.waited = .milliseconds(33)
        #expect(policy.handle(.asked(JobID(1), spec), at: .origin).essential.map(\.isAsk) == [true])
        spec.waited = .milliseconds(34)
        let rejection = Rejection.gatewayOverloaded(wait: .milliseconds(34))
        #expect(policy.handle(.asked(JobID(2), spec), at: .origin).essential == [.reject(JobID(2), rejection)])
        let frame = policy.handle(.framed(JobID(3), spec, Fixture.stream), at: .origin).essential
        #expect(frame.contains { if case .send = $0 { true } else { false } })
    }

    @Test("without admission nothing can be promised, and what waits for a verdict is told so")
    func needsAdmission() {
        var policy = GatewayPolicy(limits: GatewayLimits())
        let early = policy.handle(.asked(JobID(1), Fixture.spec()), at: .origin)
        #expect(early.essential == [.reject(JobID(1), .admissionUnavailable)])
        _ = policy.handle(.admissionReached, at: .origin)
        for number in 2...4 { _ = policy.handle(.asked(JobID(UInt64(number)), Fixture.spec()), at: .origin) }
        _ = policy.handle(.decided(JobID(3), .promise(Fixture.first, Fixture.rule)), at: .ms(1))
        let rejected = policy.handle(.admissionLost, at: .ms(2)).essential
        #expect(rejected == [.reject(JobID(2), .admissionUnavailable), .reject(JobID(4), .admissionUnavailable)])
        let kept = policy.handle(.answered(JobID(3)), at: .ms(3)).essential
        #expect(kept.first == .answer(JobID(3)), "what a worker has already is not disturbed")
    }

    @Test("a draining gateway takes nothing new and ends what it has")
    func drains() {
        var policy = Fixture.ready()
        _ = policy.handle(.asked(JobID(1), Fixture.spec()), at: .origin)
        _ = policy.handle(.decided(JobID(1), .promise(Fixture.first, Fixture.rule)), at: .origin)
        _ = policy.handle(.drainBegan, at: .ms(1))
        #expect(policy.handle(.asked(JobID(2), Fixture.spec()), at: .ms(1)).essential == [.reject(JobID(2), .draining)])
        let stream = policy.handle(.streamAsked(Fixture.stream, Fixture.streamRequest), at: .ms(1))
        #expect(stream.essential == [.rejectStream(Fixture.stream, .draining)])
        #expect(policy.handle(.answered(JobID(1)), at: .ms(2)).essential.first == .answer(JobID(1)))
    }
}
