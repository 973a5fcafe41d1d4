import Domain
import Kernel
import SchedulerPolicy
import SimulationKit
import Testing

@Suite("A lane's books")
struct LaneTests {
    private typealias Fixture = LaneFixture

    @Test("every name in the catalog makes a policy, and no other does")
    func catalog() {
        for name in LanePolicyCatalog.names {
            #expect(LanePolicyCatalog.make(name, configuration: LaneConfiguration()) != nil)
        }
        #expect(LanePolicyCatalog.names.first == "rubato")
        #expect(LanePolicyCatalog.make("nonsense", configuration: LaneConfiguration()) == nil)
    }

    @Test("a job of a model that the worker does not serve is released at once")
    func unknownModel() {
        var lane = Fixture()
        #expect(lane.arrive(Fixture.job(1, due: 50, of: Fixture.quick), at: 0) == [.release([JobID(1)])])
        #expect(lane.lane.counters.unknownModel == 1)
        #expect(lane.lane.pendingJobs == 0)
    }

    @Test("a worker that opens the lane again has no jobs and no grants until it reports them")
    func reopening() {
        var lane = Fixture()
        _ = lane.arrive(Fixture.job(1, due: 50), at: 0)
        #expect(lane.send(.opened(TestModels.member([Fixture.slow])), at: 1) == [.stand([Fixture.slow.id: 3])])
        #expect(lane.lane.pendingJobs == 0)
        #expect(lane.send(Fixture.done(1, stage: 0, [1: 0.4]), at: 2).isEmpty)
        #expect(lane.lane.counters.strayReports == 1)
        let again = lane.send(.arrived([StagedJob(Fixture.job(1, due: 50), stagesDone: 2)]), at: 2)
        #expect(again.segments.map(\.stages) == [2...3])
    }

    @Test("a new profile of a served model counts from the next decision on")
    func changedProfile() {
        var lane = Fixture()
        let slower = TestModels.model("slow", perSample: [10, 20, 30, 40].map { .milliseconds($0) }, capacity: 8)
        _ = lane.send(.changed(TestModels.member([slower])), at: 0)
        #expect(lane.arrive(Fixture.job(1, due: 500), at: 0).segments.map(\.stages) == [0...0])
    }

    @Test("a standing grant goes as deep as the lane may be blocked in any case, and one stage at least")
    func standingGrant() {
        var configuration = Fixture.configuration
        for (limit, last) in [(20, 3), (6, 2), (5, 1), (0, 0)] {
            configuration.blockingLimit = .milliseconds(limit)
            var lane = Lane<RubatoDiscipline>(configuration: configuration)
            let actions = lane.handle(.opened(TestModels.member([Fixture.slow])), at: .origin)
            #expect(actions == [.stand([Fixture.slow.id: last])])
        }
    }

    @Test(
        "a lane that follows its worker's stages may be blocked for the longest of them, and for no less than its limit"
    )
    func blockingFollowsStages() {
        // Stages of 1, 2, 3 and 4 ms.
        for (limit, follows, last, batch) in [(1, false, 0, 1), (1, true, 1, 4), (6, true, 2, 6)] {
            var configuration = Fixture.configuration
            configuration.blockingLimit = .milliseconds(limit)
            configuration.blockingFollowsStages = follows
            var lane = Lane<RubatoDiscipline>(configuration: configuration)
            #expect(
                lane.handle(.opened(TestModels.member([Fixture.slow])), at: .origin) == [
                    .stand([Fixture.slow.id: last])
                ]
            )
            let jobs = (1...8).map { StagedJob(Fixture.job($0, due: 90)) }
            #expect(lane.handle(.arrived(jobs), at: .origin).segments.map(\.jobs.count) == [batch])
        }
    }

    @Test("what has begun by the standing grant is ahead of what is granted after it, and goes on from where it ends")
    func begunSegment() {
        var lane = Fixture()
        let begun = StagedJob.Begun(batch: BatchID(1 << 63 | 1), through: 1)
        #expect(lane.send(.arrived([StagedJob(Fixture.job(1, due: 50), begun: begun)]), at: 0).segments.isEmpty)
        #expect(lane.lane.pendingJobs == 1)
        _ = lane.arrive(Fixture.job(2, due: 60), at: 0.1)
        var next = lane.send(Fixture.done(1 << 63 | 1, stage: 0, ended: false, [1: 0.4]), at: 1).segments
        next += lane.send(Fixture.done(1 << 63 | 1, stage: 1, [1: 0.5]), at: 3).segments
        #expect(next.flatMap(\.jobs).contains(JobID(2)))
        #expect(lane.lane.counters.strayReports == 0)
    }

    @Test("a worker that claims to run a stage that its model has not is not believed")
    func begunBeyondTheEnd() {
        var lane = Fixture()
        let begun = StagedJob.Begun(batch: BatchID(1 << 63 | 1), through: 4)
        let actions = lane.send(.arrived([StagedJob(Fixture.job(1, due: 50), begun: begun)]), at: 0)
        #expect(actions.segments.map(\.jobs) == [[JobID(1)]])
    }

    @Test("a job that is withdrawn while it waits or runs is forgotten")
    func withdrawal() {
        var lane = Fixture()
        _ = lane.arrive(Fixture.job(1, due: 50), at: 0)
        _ = lane.arrive(Fixture.job(2, due: 50), at: 0)
        #expect(lane.lane.pendingJobs == 2)
        _ = lane.send(.withdrawn([JobID(1), JobID(2), JobID(3)]), at: 1)
        #expect(lane.lane.pendingJobs == 0)
        #expect(lane.lane.counters.withdrawn == 2)
        let nobody = StageReport(batch: BatchID(1), stage: 0, duration: .zero, segmentEnded: true, readings: [])
        #expect(lane.send(.stageDone(nobody), at: 1.1).segments.isEmpty)
        #expect(lane.arrive(Fixture.job(4, due: 50), at: 2).segments.map(\.jobs) == [[JobID(4)]])
    }

    @Test("a job that is told twice runs once")
    func toldTwice() {
        var lane = Fixture()
        _ = lane.arrive(Fixture.job(1, due: 50), at: 0)
        #expect(lane.arrive(Fixture.job(1, due: 50), at: 0.1).segments.isEmpty)
        _ = lane.arrive(Fixture.job(2, due: 50), at: 0.1)
        _ = lane.arrive(Fixture.job(2, due: 60), at: 0.2)
        #expect(lane.send(.alarmFired, at: 9.95).segments.map(\.jobs) == [[JobID(2)]])
        #expect(lane.lane.pendingJobs == 2)
    }

    @Test("a full lane sheds the most confident optional work for a promise, and drops a newcomer of best effort")
    func fullLane() {
        var configuration = Fixture.configuration
        configuration.maxPending = 3
        configuration.maxBatch = 1
        configuration.blockingLimit = .milliseconds(2)
        var lane = Fixture(configuration: configuration)
        let staged = [(1, 0.5), (2, 0.8), (3, 0.3)].map { id, _ in StagedJob(Fixture.job(id, due: 90, last: 1)) }
        _ = lane.send(.arrived(staged), at: 0)
        _ = lane.send(Fixture.done(1, stage: 0, [1: 0.5]), at: 1.1)
        #expect(lane.arrive(Fixture.job(4, due: 90, class: .bestEffort), at: 1.2).released == [JobID(4)])
        #expect(lane.lane.counters.dropped == 1)
        #expect(lane.arrive(Fixture.job(5, due: 90), at: 1.3).released == [JobID(1)])
        #expect(lane.lane.counters.shed == 1)
        #expect(lane.lane.counters.displaced == 2)
        #expect(lane.lane.pendingJobs == 3)
    }

    @Test("the backlog is the bound of mandatory stages that wait, and not of optional ones")
    func backlog() {
        var lane = Fixture()
        let staged = [1, 2, 3].map { StagedJob(Fixture.job($0, due: 90, mandatory: 1)) }
        _ = lane.send(.arrived(staged), at: 0)
        #expect(lane.lane.backlog == .microseconds(9_100))
        _ = lane.send(Fixture.done(1, stage: 0, ended: false, [1: 0.1, 2: 0.2, 3: 0.3]), at: 3.1)
        #expect(lane.lane.backlog == .microseconds(6_100))
        _ = lane.send(Fixture.done(1, stage: 1, ended: false, [1: 0.1, 2: 0.2, 3: 0.3]), at: 9.1)
        #expect(lane.lane.backlog == .zero)
    }

    @Test("an overrun raises the bounds by a quarter at a time and stages in time lower them again")
    func pace() {
        var pace = StagePace()
        #expect(pace.observe(duration: 3_000, bound: 1_000) == true)
        #expect(pace.bounded(1_000) == 1_250)
        for _ in 0..<20 { _ = pace.observe(duration: 100_000, bound: 1_000) }
        #expect(pace.bounded(1_000) == 4_000)
        for _ in 0..<400 { #expect(pace.observe(duration: 500, bound: 1_000) == false) }
        #expect(pace.bounded(1_000) == 1_000)
        #expect(abs(pace.expected(1_000) - 500) < 5)
    }
}
