import Domain
import GatewayPolicy
import Kernel
import Testing

@Suite("The life of a stream")
struct StreamLifeTests {
    typealias Fixture = PolicyFixture
    let id = PolicyFixture.stream

    @Test("a promised stream is opened, a refused one rejected")
    func decides() {
        var policy = Fixture.ready()
        let asked = policy.handle(.streamAsked(id, Fixture.streamRequest), at: .origin)
        #expect(asked.essential == [.askStream(id, Fixture.streamRequest)])
        let opened = policy.handle(.streamDecided(id, .promise(Fixture.promise)), at: .ms(1))
        #expect(opened.essential == [.openStream(id, Fixture.promise)])

        let other = StreamID("t")
        _ = policy.handle(.streamAsked(other, Fixture.streamRequest), at: .ms(1))
        let refusal = Refusal(reason: .overloaded, counterOffer: CounterOffer(framesPerSecond: 12))
        let refused = policy.handle(.streamDecided(other, .refuse(refusal)), at: .ms(2))
        #expect(refused.essential == [.rejectStream(other, .refused(refusal))])
        #expect(policy.streamIDs == [id])
    }

    @Test("frames within the promised rate go straight to the promised worker")
    func sendsFrames() {
        var policy = Fixture.streaming()
        for frame in 0..<5 {
            let job = JobID(UInt64(frame))
            let actions = policy.handle(.framed(job, Fixture.spec(deadline: 900), id), at: .ms(20 * frame))
            #expect(actions.essential == [.send(job, Fixture.streamLeg)])
        }
        #expect(policy.stream(id)?.tally.frames == 5)
        #expect(policy.stream(id)?.tally.excess == 0)
    }

    @Test("a frame that comes early by the stream's jitter still conforms, one that comes earlier is excess")
    func toleratesJitter() {
        var policy = Fixture.streaming()
        #expect(isSentDirectly(&policy, frame: 1, at: 0))
        #expect(isSentDirectly(&policy, frame: 2, at: 10))
        #expect(!isSentDirectly(&policy, frame: 3, at: 29))
        #expect(isSentDirectly(&policy, frame: 4, at: 30))
        #expect(policy.stream(id)?.tally.excess == 1)
    }

    @Test("a stream that says nothing of its jitter is metered, and asked for, with a quarter of its period")
    func usualJitter() {
        var policy = Fixture.ready()
        var silent = Fixture.streamRequest
        silent.jitter = nil
        var metered = silent
        metered.jitter = .milliseconds(5)
        #expect(policy.handle(.streamAsked(id, silent), at: .origin).essential == [.askStream(id, metered)])
        _ = policy.handle(.streamDecided(id, .promise(Fixture.promise)), at: .origin)
        #expect(isSentDirectly(&policy, frame: 1, at: 0))
        #expect(!isSentDirectly(&policy, frame: 2, at: 14))
        #expect(isSentDirectly(&policy, frame: 3, at: 15))
    }

    @Test("a frame in excess asks for spare time only, and its answer says so")
    func policesExcess() {
        var policy = Fixture.streaming()
        _ = policy.handle(.framed(JobID(1), Fixture.spec(), id), at: .origin)
        let actions = policy.handle(.framed(JobID(2), Fixture.spec(), id), at: .ms(1))
        guard case .ask(JobID(2), let request) = actions.first else {
            Issue.record("\(actions)")
            return
        }
        #expect(request.bestEffortIsAllowed && request.isExcess)
        #expect(policy.excessFrames == 1)
        let sent = policy.handle(.decided(JobID(2), .bestEffort(Fixture.first, Fixture.rule)), at: .ms(2))
        let leg = Fixture.leg(Fixture.first, .excess)
        #expect(sent.essential == [.send(JobID(2), leg)])
        #expect(leg.jobClass == .bestEffort)
    }

    @Test("in no interval more frames pass than admission counts on", arguments: UInt64(0)..<50)
    func boundsEveryInterval(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var policy = Fixture.streaming()
        var now = 0
        var passed: [Int] = []
        for frame in 1...300 {
            now += Int.random(in: 0...30, using: &random)
            if isSentDirectly(&policy, frame: UInt64(frame), at: now) { passed.append(now) }
            _ = policy.handle(.abandoned(JobID(UInt64(frame))), at: .ms(now))
        }
        for (first, begin) in passed.enumerated() {
            for (last, end) in passed.enumerated().dropFirst(first) {
                #expect(last - first + 1 <= 1 + (end - begin + 10) / 20)
            }
        }
    }

    @Test("over a long time no more frames pass than the promised rate and one tolerance", arguments: UInt64(0)..<20)
    func boundsRate(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var policy = Fixture.streaming()
        var now = 0
        var passed = 0
        for frame in 1...2000 {
            now += Int.random(in: 0...12, using: &random)
            if isSentDirectly(&policy, frame: UInt64(frame), at: now) { passed += 1 }
            _ = policy.handle(.abandoned(JobID(UInt64(frame))), at: .ms(now))
        }
        #expect(passed <= now / 20 + 2)
        #expect(passed >= now / 20 - 20, "policing must not starve a stream that sends too much")
    }

    @Test("frames beyond the number that was asked for are excess")
    func countsFrames() {
        var policy = Fixture.ready()
        var request = Fixture.streamRequest
        request.frames = 2
        _ = policy.handle(.streamAsked(id, request), at: .origin)
        _ = policy.handle(.streamDecided(id, .promise(Fixture.promise)), at: .origin)
        #expect(isSentDirectly(&policy, frame: 1, at: 0))
        #expect(isSentDirectly(&policy, frame: 2, at: 20))
        #expect(!isSentDirectly(&policy, frame: 3, at: 40))
    }

    @Test("answers are counted in time or late, errors as failed")
    func counts() {
        var policy = Fixture.streaming()
        for (frame, end) in [(1, 30), (2, 70)] {
            let job = JobID(UInt64(frame))
            let start = Instant.ms(20 * frame)
            _ = policy.handle(.framed(job, Fixture.spec(deadline: 20 * frame + 20), id), at: start)
            _ = policy.handle(.answered(job), at: .ms(end))
        }
        _ = policy.handle(.framed(JobID(3), Fixture.spec(deadline: 90), id), at: .ms(70))
        _ = policy.handle(.failed(JobID(3), .deadlineMissed), at: .ms(91))
        #expect(policy.stream(id)?.tally.inTime == 1)
        #expect(policy.stream(id)?.tally.late == 1)
        #expect(policy.stream(id)?.tally.failed == 1)
    }

    @Test("a revoked promise is asked for again; meanwhile frames ask one by one")
    func renews() {
        var policy = Fixture.streaming()
        #expect(policy.handle(.streamRevoked(id), at: .ms(5)).essential == [.askStream(id, Fixture.streamRequest)])
        #expect(!isSentDirectly(&policy, frame: 1, at: 20))
        #expect(policy.stream(id)?.tally.uncovered == 1 && policy.excessFrames == 0)
        _ = policy.handle(.streamDecided(id, .promise(Fixture.promise)), at: .ms(30))
        #expect(isSentDirectly(&policy, frame: 2, at: 40))
    }

    @Test("a promise that can not be renewed is asked for again after the pause of the refusal")
    func renewsLater() {
        var policy = Fixture.streaming()
        _ = policy.handle(.streamRevoked(id), at: .ms(5))
        let refusal = Refusal(reason: .noWorker, retryAfter: .seconds(2))
        _ = policy.handle(.streamDecided(id, .refuse(refusal)), at: .ms(6))
        #expect(policy.handle(.alarmFired, at: .ms(2005)).essential.isEmpty)
        #expect(policy.handle(.alarmFired, at: .ms(2600)).essential == [.askStream(id, Fixture.streamRequest)])
    }

    @Test("a new admission is told of open streams only")
    func renewsLeases() {
        var policy = Fixture.streaming()
        _ = policy.handle(.streamAsked(StreamID("t"), Fixture.streamRequest), at: .ms(1))
        let lost = policy.handle(.admissionLost, at: .ms(2)).essential
        #expect(lost == [.rejectStream(StreamID("t"), .admissionUnavailable)])
        let reached = policy.handle(.admissionReached, at: .ms(3)).essential
        #expect(reached == [.renewLease(id, Fixture.streamRequest, Fixture.promise)])
    }

    @Test("a stream works on while admission is away")
    func outlivesAdmission() {
        var policy = Fixture.streaming()
        _ = policy.handle(.admissionLost, at: .ms(2))
        #expect(isSentDirectly(&policy, frame: 1, at: 20))
    }

    @Test("a stream without frames is given back")
    func expires() {
        var policy = Fixture.streaming()
        _ = isSentDirectly(&policy, frame: 1, at: 1_000)
        #expect(policy.handle(.alarmFired, at: .ms(60_900)).essential.allSatisfy { $0 != .closeStream(id) })
        #expect(policy.handle(.alarmFired, at: .ms(61_500)).essential == [.closeStream(id)])
        #expect(policy.streamIDs.isEmpty)
    }

    @Test("a verdict that never comes is not waited for, and a promise that comes later is given back")
    func losesPatience() {
        var policy = Fixture.ready()
        _ = policy.handle(.streamAsked(id, Fixture.streamRequest), at: .origin)
        let actions = policy.handle(.alarmFired, at: .ms(2_000)).essential
        #expect(actions == [.rejectStream(id, .admissionUnavailable), .closeStream(id)])
        let late = policy.handle(.streamDecided(id, .promise(Fixture.promise)), at: .ms(2_001))
        #expect(late.essential == [.closeStream(id)])
    }

    @Test("a stream is closed once")
    func closes() {
        var policy = Fixture.streaming()
        #expect(policy.handle(.streamClosed(id), at: .ms(1)).essential == [.closeStream(id)])
        #expect(policy.handle(.streamClosed(id), at: .ms(2)).essential.isEmpty)
    }

    @Test("one stream more than the bound is rejected")
    func bounds() {
        var limits = GatewayLimits()
        limits.streams = 1
        var policy = Fixture.streaming(limits: limits)
        let actions = policy.handle(.streamAsked(StreamID("t"), Fixture.streamRequest), at: .origin)
        #expect(actions.essential == [.rejectStream(StreamID("t"), .tooManyStreams)])
    }

    private func isSentDirectly(_ policy: inout GatewayPolicy, frame: UInt64, at time: Int) -> Bool {
        let actions = policy.handle(.framed(JobID(frame), Fixture.spec(deadline: time + 40), id), at: .ms(time))
        return actions.first == .send(JobID(frame), Fixture.streamLeg)
    }
}

extension PolicyFixture {
    static let streamLeg = Leg(
        worker: first,
        rule: rule,
        terms: .stream,
        stream: stream,
        window: .milliseconds(10)
    )
}
