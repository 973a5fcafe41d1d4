import Domain
import Kernel
import Testing

@testable import WorkerPolicy

@Suite("Grants and lanes")
struct GrantTests {
    typealias F = Fixture

    @Test("A fourth segment is refused and reported as ended")
    func fourth() {
        var policy = F.policy(F.job(1), F.job(2), F.job(3), F.job(4))
        let segments = (1...4).map { F.grant($0, 0...0, $0) }
        #expect(
            policy.handle(.commanded(LaneOrder(segments: segments)), at: F.ms(1)) == segments.prefix(3).map { .run($0) }
                + [.refuse(BatchID(4), .tooMany), F.report(4, stage: 0, [], duration: .zero)]
        )
    }

    @Test(
        "A segment that makes no sense is refused",
        arguments: [
            (
                Segment(batch: BatchID(2), model: .init(name: "x", version: "1"), stages: 0...0, jobs: [JobID(1)]),
                GrantRefusal.unknownModel
            ),
            (Fixture.grant(2, 2...4, 1), .unknownStage),
            (Fixture.grant(1, 1...1, 1), .numberInUse),
        ]
    )
    func senseless(segment: Segment, refusal: GrantRefusal) {
        var policy = F.policy(F.job(1))
        _ = policy.handle(.commanded(LaneOrder(segments: [F.grant(1, 0...0, 1)])), at: F.ms(1))
        let actions = policy.handle(.commanded(LaneOrder(segments: [segment])), at: F.ms(1))
        #expect(actions.first == .refuse(segment.batch, refusal))
        #expect(actions.count == 2)
    }

    @Test("By the standing grant a job that arrives at an empty lane is run at once, and the scheduler told of it")
    func standing() {
        var policy = F.policy()
        _ = policy.handle(.commanded(LaneOrder(standing: [F.model: 2])), at: .origin)
        let begun = F.grant(1 << 63 | 1, 0...2, 1)
        #expect(
            policy.handle(.staged(F.job(1)), at: F.ms(1)) == [
                .run(begun), .report(.arrived(F.job(1), stagesDone: 0, begun: begun)), .setAlarm(F.ms(50)),
            ]
        )
        #expect(policy.handle(.staged(F.job(2)), at: F.ms(1)) == [.report(.arrived(F.job(2), stagesDone: 0))])
        let ended = F.result(1 << 63 | 1, stage: 2, [(1, 0.5)])
        #expect(
            policy.handle(.stageFinished(ended), at: F.ms(2)) == [F.report(1 << 63 | 1, stage: 2, [(1, 0.5, false)])]
        )
    }

    @Test(
        "Without a fitting standing grant, on a lane that is gone, or in a window, a job waits for a command",
        arguments: [[:], [Fixture.other: 1], [Fixture.model: 4], [Fixture.model: -1]] as [[ModelID: Int]]
    )
    func notStanding(stages: [ModelID: Int]) {
        var policy = F.policy()
        _ = policy.handle(.commanded(LaneOrder(standing: stages)), at: .origin)
        #expect(policy.handle(.staged(F.job(1)), at: F.ms(1)).first == .report(.arrived(F.job(1), stagesDone: 0)))
        var reopened = F.policy()
        _ = reopened.handle(.commanded(LaneOrder(standing: [F.model: 3])), at: .origin)
        _ = reopened.handle(.laneLost, at: .origin)
        _ = reopened.handle(.laneOpened, at: .origin)
        #expect(reopened.handle(.staged(F.job(1)), at: F.ms(1)).first == .report(.arrived(F.job(1), stagesDone: 0)))
    }

    @Test("Unknown, foreign and repeated jobs are left out of a segment")
    func filtered() {
        var policy = F.policy(F.job(1), F.job(2, model: F.other))
        let order = LaneOrder(segments: [F.grant(1, 0...0, 1, 1, 2, 9)])
        #expect(policy.handle(.commanded(order), at: F.ms(1)) == [.run(F.grant(1, 0...0, 1))])
    }

    @Test("A segment without a staged job is run like others, so that segments end in their order")
    func empty() {
        var policy = F.policy()
        let actions = policy.handle(.commanded(LaneOrder(segments: [F.grant(1, 1...2, 5)])), at: F.ms(1))
        #expect(actions == [.run(F.grant(1, 1...2))])
        let ended = F.result(1, stage: 1, [])
        #expect(policy.handle(.stageFinished(ended), at: F.ms(1)) == [F.report(1, stage: 1, [])])
    }

    @Test("A new lane is told of the staged jobs, most urgent first, with the stages done")
    func retold() {
        var policy = F.policy(F.job(1), F.job(2, deadline: 40))
        _ = policy.handle(.commanded(LaneOrder(segments: [F.grant(1, 0...0, 1)])), at: F.ms(1))
        _ = policy.handle(.stageFinished(F.result(1, stage: 0, [(1, 0.2)])), at: F.ms(2))
        #expect(policy.handle(.laneLost, at: F.ms(3)) == [])
        #expect(
            policy.handle(.laneOpened, at: F.ms(4)) == [
                .register, .report(.arrived(F.job(2, deadline: 40), stagesDone: 0)),
                .report(.arrived(F.job(1), stagesDone: 1)),
            ]
        )
    }

    @Test("A new lane is told of the staged jobs only after the orphans have ended, and never of the orphans")
    func orphans() {
        var policy = F.policy(F.job(1))
        _ = policy.handle(.commanded(LaneOrder(segments: [F.grant(1, 0...1, 1)])), at: F.ms(1))
        _ = policy.handle(.laneLost, at: F.ms(2))
        #expect(policy.handle(.laneOpened, at: F.ms(3)) == [.register])
        #expect(policy.handle(.stageFinished(F.result(1, stage: 0, [(1, 0.2)], ends: false)), at: F.ms(4)) == [])
        #expect(policy.handle(.staged(F.job(2, deadline: 60)), at: F.ms(4)) == [])
        #expect(
            policy.handle(.stageFinished(F.result(1, stage: 1, [(1, 0.2)])), at: F.ms(5)) == [
                .report(.arrived(F.job(1), stagesDone: 2)), .report(.arrived(F.job(2, deadline: 60), stagesDone: 0)),
            ]
        )
    }

    @Test("A segment granted before the lane has settled is refused")
    func unsettled() {
        var policy = F.policy(F.job(1))
        _ = policy.handle(.commanded(LaneOrder(segments: [F.grant(1, 0...1, 1)])), at: F.ms(1))
        _ = policy.handle(.laneLost, at: F.ms(2))
        _ = policy.handle(.laneOpened, at: F.ms(3))
        let actions = policy.handle(.commanded(LaneOrder(segments: [F.grant(1, 0...1, 1)])), at: F.ms(3))
        #expect(actions.first == .refuse(BatchID(1), .laneNotSettled))
    }

    @Test("Without a lane a staged job is still answered at its deadline, and nothing is told")
    func noLane() {
        var policy = F.policy(F.job(1))
        _ = policy.handle(.commanded(LaneOrder(segments: [F.grant(1, 0...1, 1)])), at: F.ms(1))
        _ = policy.handle(.laneLost, at: F.ms(2))
        _ = policy.handle(.stageFinished(F.result(1, stage: 0, [(1, 0.2)], ends: false)), at: F.ms(4))
        #expect(
            policy.handle(.alarmFired, at: F.ms(50)) == [.answer(JobID(1), exit: 0), .raiseStop(BatchID(1))]
        )
    }

    @Test("A job staged again under the same number is not advanced by the run of the first one")
    func stagedAgain() {
        var policy = F.policy(F.job(1), F.job(2))
        _ = policy.handle(.commanded(LaneOrder(segments: [F.grant(1, 0...3, 1, 2)])), at: F.ms(1))
        _ = policy.handle(.canceled(JobID(1)), at: F.ms(2))
        _ = policy.handle(.staged(F.job(1)), at: F.ms(3))
        let actions = policy.handle(
            .stageFinished(F.result(1, stage: 0, [(1, 0.99), (2, 0.1)], ends: false)),
            at: F.ms(4)
        )
        #expect(actions == [F.report(1, stage: 0, [(2, 0.1, false)], ends: false), .discard(JobID(1))])
        #expect(policy.holds(JobID(1)))
    }
}
