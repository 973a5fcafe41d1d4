import Domain
import Kernel
import Testing

@testable import WorkerPolicy

@Suite("Worker policy")
struct WorkerPolicyTests {
    typealias F = Fixture

    @Test("A staged job is reported and an alarm is asked for at its deadline")
    func staged() {
        var policy = F.policy()
        #expect(
            policy.handle(.staged(F.job(1)), at: F.ms(1)) == [
                .report(.arrived(F.job(1), stagesDone: 0)), .setAlarm(F.ms(50)),
            ]
        )
    }

    @Test("A later deadline asks for no further alarm, an earlier one does")
    func alarms() {
        var policy = F.policy(F.job(1))
        #expect(policy.handle(.staged(F.job(2, deadline: 60)), at: F.ms(1)).count == 1)
        #expect(policy.handle(.staged(F.job(3, deadline: 40)), at: F.ms(1)).last == .setAlarm(F.ms(40)))
    }

    @Test("A job whose deadline has passed when its tensor is complete fails at once and is not told")
    func stagedLate() {
        var policy = F.policy()
        #expect(policy.handle(.staged(F.job(1)), at: F.ms(50)) == [.fail(JobID(1), .deadlinePassed)])
        #expect(policy.stagedCount == 0)
    }

    @Test("A granted segment is run, and its result reported ahead of the answers that it brings")
    func segment() {
        var policy = F.policy(F.job(1), F.job(2))
        let grant = F.grant(7, 0...1, 1, 2)
        #expect(policy.handle(.commanded(LaneOrder(segments: [grant])), at: F.ms(1)) == [.run(grant)])
        let result = F.result(7, stage: 0, [(1, 0.5), (2, 0.95)], ends: false)
        #expect(
            policy.handle(.stageFinished(result), at: F.ms(2)) == [
                F.report(7, stage: 0, [(1, 0.5, false), (2, 0.95, true)], ends: false), .answer(JobID(2), exit: 0),
            ]
        )
        #expect(policy.isBusy)
    }

    @Test(
        "A job leaves by its rule and by nothing else",
        arguments: [
            (0, Float(0.95), true), (0, Float(0.89), false), (3, Float(0.1), true),
        ]
    )
    func exits(stage: Int, confidence: Float, leaves: Bool) {
        var policy = F.policy(F.job(1))
        _ = policy.handle(.commanded(LaneOrder(segments: [F.grant(1, stage...stage, 1)])), at: F.ms(1))
        let actions = policy.handle(.stageFinished(F.result(1, stage: stage, [(1, confidence)])), at: F.ms(2))
        #expect(actions.contains(.answer(JobID(1), exit: stage)) == leaves)
        #expect(policy.holds(JobID(1)) == !leaves)
    }

    @Test("A confident job does not leave before its mandatory exit")
    func mandatory() {
        var policy = F.policy(F.job(1, rule: ExitRule(mandatoryExit: 1, lastExit: 3, threshold: 0.5)))
        _ = policy.handle(.commanded(LaneOrder(segments: [F.grant(1, 0...0, 1)])), at: F.ms(1))
        _ = policy.handle(.stageFinished(F.result(1, stage: 0, [(1, 0.99)])), at: F.ms(2))
        #expect(policy.holds(JobID(1)))
    }

    @Test("At its deadline a job is answered with its deepest exit done")
    func deadlineWithExit() {
        var policy = F.policy(F.job(1))
        _ = policy.handle(.commanded(LaneOrder(segments: [F.grant(1, 0...1, 1)])), at: F.ms(1))
        _ = policy.handle(.stageFinished(F.result(1, stage: 0, [(1, 0.3)], ends: false)), at: F.ms(2))
        _ = policy.handle(.stageFinished(F.result(1, stage: 1, [(1, 0.3)])), at: F.ms(3))
        #expect(
            policy.handle(.alarmFired, at: F.ms(50)) == [.answer(JobID(1), exit: 1), .report(.withdrawn(JobID(1)))]
        )
    }

    @Test("At its deadline a job without a usable exit fails", arguments: [0, 1])
    func deadlineWithoutExit(stagesDone: Int) {
        var policy = F.policy(F.job(1, rule: ExitRule(mandatoryExit: 1, lastExit: 3, threshold: 2)))
        if stagesDone > 0 {
            _ = policy.handle(.commanded(LaneOrder(segments: [F.grant(1, 0...0, 1)])), at: F.ms(1))
            _ = policy.handle(.stageFinished(F.result(1, stage: 0, [(1, 0.3)])), at: F.ms(2))
        }
        #expect(
            policy.handle(.alarmFired, at: F.ms(50)) == [
                .fail(JobID(1), .deadlinePassed), .report(.withdrawn(JobID(1))),
            ]
        )
    }

    @Test("A job that runs at its deadline is answered with what is done, and the later result is discarded")
    func deadlineWhileRunning() {
        var policy = F.policy(F.job(1), F.job(2, deadline: 90))
        _ = policy.handle(.commanded(LaneOrder(segments: [F.grant(1, 0...1, 1, 2)])), at: F.ms(1))
        _ = policy.handle(.stageFinished(F.result(1, stage: 0, [(1, 0.3), (2, 0.3)], ends: false)), at: F.ms(2))
        #expect(policy.handle(.alarmFired, at: F.ms(50)).first == .answer(JobID(1), exit: 0))
        #expect(
            policy.handle(.stageFinished(F.result(1, stage: 1, [(1, 0.99), (2, 0.3)])), at: F.ms(51)) == [
                F.report(1, stage: 1, [(2, 0.3, false)]), .discard(JobID(1)),
            ]
        )
    }

    @Test("An early alarm changes nothing but asks again")
    func earlyAlarm() {
        var policy = F.policy(F.job(1))
        #expect(policy.handle(.alarmFired, at: F.ms(10)) == [.setAlarm(F.ms(50))])
    }

    @Test("A canceled job is dropped and withdrawn")
    func canceled() {
        var policy = F.policy(F.job(1))
        #expect(
            policy.handle(.canceled(JobID(1)), at: F.ms(1)) == [
                .drop(JobID(1), whileRunning: false), .report(.withdrawn(JobID(1))),
            ]
        )
        #expect(policy.handle(.canceled(JobID(1)), at: F.ms(1)) == [])
    }

    @Test("A run that nobody waits for any more is stopped once")
    func stopsWhenAllGone() {
        var policy = F.policy(F.job(1), F.job(2))
        _ = policy.handle(.commanded(LaneOrder(segments: [F.grant(4, 0...3, 1, 2)])), at: F.ms(1))
        let first = policy.handle(.canceled(JobID(1)), at: F.ms(2))
        #expect(!first.contains(.raiseStop(BatchID(4))))
        let second = policy.handle(.canceled(JobID(2)), at: F.ms(2))
        #expect(second.contains(.raiseStop(BatchID(4))))
        #expect(policy.handle(.commanded(LaneOrder(stops: true)), at: F.ms(2)) == [])
    }

    @Test("A released job is answered with its deepest exit, or fails as dropped")
    func released() {
        var policy = F.policy(F.job(1), F.job(2))
        _ = policy.handle(.commanded(LaneOrder(segments: [F.grant(1, 0...0, 1)])), at: F.ms(1))
        _ = policy.handle(.stageFinished(F.result(1, stage: 0, [(1, 0.3)])), at: F.ms(2))
        let order = LaneOrder(releases: [JobID(1), JobID(2), JobID(9)])
        #expect(
            policy.handle(.commanded(order), at: F.ms(3)) == [
                .answer(JobID(1), exit: 0), .report(.withdrawn(JobID(1))),
                .fail(JobID(2), .dropped), .report(.withdrawn(JobID(2))),
            ]
        )
    }

    @Test("A stop means the segment that ran before, not the one granted with it")
    func stopAndGrant() {
        var policy = F.policy(F.job(1), F.job(2))
        _ = policy.handle(.commanded(LaneOrder(segments: [F.grant(1, 0...3, 1)])), at: F.ms(1))
        let order = LaneOrder(stops: true, segments: [F.grant(2, 0...0, 2)])
        #expect(
            policy.handle(.commanded(order), at: F.ms(2)) == [.raiseStop(BatchID(1)), .run(F.grant(2, 0...0, 2))]
        )
    }

    @Test("Jobs of a broken run fail unless an exit is done")
    func broken() {
        var policy = F.policy(F.job(1))
        _ = policy.handle(.commanded(LaneOrder(segments: [F.grant(1, 0...3, 1)])), at: F.ms(1))
        let actions = policy.handle(.stageFinished(F.result(1, stage: 0, [], broken: [1])), at: F.ms(2))
        #expect(actions.first == .fail(JobID(1), .broken))
        #expect(!policy.isBusy)
    }
}
