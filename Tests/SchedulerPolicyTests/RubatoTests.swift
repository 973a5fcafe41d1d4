import Domain
import Kernel
import SchedulerPolicy
import SimulationKit
import Testing

@Suite("Rubato's order of work")
struct RubatoTests {
    private typealias Fixture = LaneFixture

    @Test("a lone job is run to its end though every stage is longer than the lane may be blocked")
    func longStages() {
        var configuration = LaneFixture.configuration
        configuration.blockingLimit = .microseconds(500)
        var lane = LaneFixture(configuration: configuration)
        var stages = lane.arrive(LaneFixture.job(1, due: 500), at: 0).segments.map(\.stages)
        for stage in 0..<3 {
            let done = LaneFixture.done(UInt64(stage + 1), stage: stage, [1: 0.4])
            stages += lane.send(done, at: Double(4 * stage + 4)).segments.map(\.stages)
        }
        #expect(stages == [0...0, 1...1, 2...2, 3...3])
    }

    @Test("a lone job gets all its stages by one command, at once")
    func loneJob() {
        var lane = Fixture()
        #expect(lane.arrive(Fixture.job(1, due: 50), at: 1) == [.run(Fixture.segment(1, 0...3, [1]))])
    }

    @Test("what is granted in one command never blocks for longer than the limit")
    func boundedBlocking() {
        var configuration = Fixture.configuration
        configuration.blockingLimit = .milliseconds(5)
        var lane = Fixture(configuration: configuration)
        #expect(lane.arrive(Fixture.job(1, due: 50), at: 1).segments == [Fixture.segment(1, 0...1, [1])])
    }

    @Test("a single stage of a single job runs even where it is longer than the limit")
    func longStage() {
        var configuration = Fixture.configuration
        configuration.blockingLimit = .microseconds(500)
        var lane = Fixture(configuration: configuration)
        #expect(lane.arrive(Fixture.job(1, due: 50), at: 1).segments == [Fixture.segment(1, 0...0, [1])])
    }

    @Test("an idle lane starts a part-filled window at once")
    func earlyStart() {
        var lane = Fixture()
        let actions = lane.arrive(Fixture.job(1, due: 50, window: .milliseconds(20)), at: 1)
        #expect(actions.segments == [Fixture.segment(1, 0...3, [1])])
    }

    @Test("a busy lane lets a window gather, and grants it shortly before the present segment ends only if it is due")
    func windowsGather() {
        var lane = Fixture()
        _ = lane.arrive(Fixture.job(1, due: 90), at: 0)
        #expect(lane.arrive(Fixture.job(2, due: 90, window: .milliseconds(30)), at: 1).segments.isEmpty)
        #expect(lane.arrive(Fixture.job(3, due: 90, window: .milliseconds(30)), at: 2).segments.isEmpty)
        #expect(lane.send(.alarmFired, at: 9.95).segments.isEmpty)
        let actions = lane.send(Fixture.done(1, stage: 3, [1: 0.95]), at: 10.1)
        #expect(actions.segments == [Fixture.segment(2, 0...3, [2, 3])])
    }

    @Test("the next segment is asked for when the present one is about to end, by the time of an alarm")
    func runAhead() {
        var lane = Fixture()
        _ = lane.arrive(Fixture.job(1, due: 50), at: 0)
        // 10 ms of stages from 0.1 on, less the command's 0.1 and the timer's 0.1.
        #expect(lane.arrive(Fixture.job(2, due: 50), at: 1) == [.setAlarm(.origin + .microseconds(9_900))])
        #expect(lane.send(.alarmFired, at: 9.9).segments == [Fixture.segment(2, 0...3, [2])])
    }

    @Test("those who would go on with who is about to end a stage wait for him, unless that is switched off")
    func survivorsAreAwaited() throws {
        let model = TestModels.model("flat", perSample: [.zero, .zero, .zero], fixed: .milliseconds(4), capacity: 8)
        for (option, waits) in [("hold=on", true), ("hold=off", false)] {
            var configuration = Fixture.configuration
            configuration.blockingLimit = .milliseconds(5)
            configuration.options = try PolicyOptions([option], for: RubatoDiscipline.tunables)
            var lane = Fixture([model], configuration: configuration)
            _ = lane.arrive(Fixture.job(1, due: 90, of: model), at: 0)
            _ = lane.arrive(Fixture.job(2, due: 90, of: model), at: 1)
            // The newcomer gains by catching up, so nothing is waited for before the first stage's end.
            #expect(lane.send(.alarmFired, at: 3.95).segments == [Fixture.segment(2, 0...0, [2], of: model)])
            _ = lane.send(Fixture.done(1, stage: 0, took: .milliseconds(4), [1: 0.5]), at: 4.1)
            let ahead = lane.send(.alarmFired, at: 7.95).segments
            #expect(ahead == (waits ? [] : [Fixture.segment(3, 1...1, [1], of: model)]))
            let after = lane.send(Fixture.done(2, stage: 0, took: .milliseconds(4), [2: 0.5]), at: 8.1).segments
            if waits { #expect(after == [Fixture.segment(3, 1...1, [1, 2], of: model)]) }
        }
    }

    @Test("a newcomer who would delay the others by more than he gains waits until they have gone on")
    func survivorsGoFirst() {
        let model = TestModels.model("flat", perSample: [.zero, .zero, .zero], fixed: .milliseconds(4), capacity: 8)
        var configuration = Fixture.configuration
        configuration.blockingLimit = .milliseconds(5)
        var lane = Fixture([model], configuration: configuration)
        let jobs = (1...5).map { StagedJob(Fixture.job($0, due: 90, of: model)) }
        #expect(lane.send(.arrived(jobs), at: 0).segments.map(\.jobs.count) == [5])
        _ = lane.arrive(Fixture.job(6, due: 90, of: model), at: 1)
        #expect(lane.send(.alarmFired, at: 3.95).segments.isEmpty)
        let report = Fixture.done(1, stage: 0, took: .milliseconds(4), [1: 0.5, 2: 0.5, 3: 0.5, 4: 0.5, 5: 0.5])
        #expect(lane.send(report, at: 4.1).segments.map(\.stages) == [1...1])
    }

    @Test(
        "who would go on before those who wait does so by the same command, if that is short",
        arguments: [(stage: Duration.microseconds(100), stages: 0...3), (.milliseconds(1), 0...0)]
    )
    func goesOn(stage: Duration, stages: ClosedRange<Int>) {
        let none = [Duration](repeating: .zero, count: 4)
        let model = TestModels.model("flat", perSample: none, fixed: stage, capacity: 5)
        var lane = Fixture([model])
        let jobs = (1...6).map { StagedJob(Fixture.job($0, due: 90, of: model)) }
        let first = Fixture.segment(1, stages, [1, 2, 3, 4, 5], of: model)
        #expect(lane.send(.arrived(jobs), at: 0).segments.first == first)
    }

    @Test("never more segments are outstanding than may be")
    func fewAtMost() {
        var lane = Fixture([Fixture.quick])
        var segments = 0
        for id in 1...20 as ClosedRange<UInt64> {
            segments += lane.arrive(Fixture.job(id, due: 90, of: Fixture.quick), at: Double(id) / 100).segments.count
        }
        #expect(segments <= Segment.outstandingLimit)
    }

    @Test("mandatory stages go before optional ones, the earliest deadline of all models first")
    func mandatoryFirst() {
        var lane = Fixture([Fixture.slow, Fixture.quick])
        _ = lane.arrive(Fixture.job(1, due: 90, last: 0), at: 0)
        _ = lane.arrive(
            Fixture.job(2, due: 90),
            Fixture.job(3, due: 40, of: Fixture.quick),
            Fixture.job(4, due: 60),
            at: 0.2
        )
        let first = lane.send(.alarmFired, at: 0.95)
        #expect(first.segments == [Fixture.segment(2, 0...0, [3], of: Fixture.quick)])
        let second = lane.send(Fixture.done(1, stage: 0, [1: 0.95]), at: 1.1)
        #expect(second.segments == [Fixture.segment(3, 0...2, [4, 2])])
    }

    @Test("a batch is no larger than its most urgent job can bear")
    func batchMeetsItsHead() {
        var lane = Fixture()
        let actions = lane.arrive(
            Fixture.job(1, due: 3.2, last: 0),
            Fixture.job(2, due: 90, last: 0),
            Fixture.job(3, due: 90, last: 0),
            Fixture.job(4, due: 90, last: 0),
            at: 0
        )
        #expect(actions.segments.first == Fixture.segment(1, 0...0, [1, 2, 3]))
    }

    @Test(
        "nor than it can bear if every mandatory stage takes a command of its own",
        arguments: [(6.15, [1]), (6.25, [1, 2])]
    )
    func batchMeetsItsHeadByStages(due: Double, jobs: [UInt64]) {
        var lane = Fixture()
        let actions = lane.arrive(
            Fixture.job(1, due: due, mandatory: 1, last: 1),
            Fixture.job(2, due: 90, mandatory: 1, last: 1),
            at: 0
        )
        #expect(actions.segments.first?.jobs == jobs.map { JobID($0) })
    }

    @Test("a worker slower than its profile gets batches as large as before")
    func slowWorker() {
        var configuration = Fixture.configuration
        configuration.blockingLimit = .milliseconds(4)
        var lane = Fixture(configuration: configuration)
        _ = lane.arrive(Fixture.job(1, due: 90, last: 0), at: 0)
        _ = lane.send(Fixture.done(1, stage: 0, took: .milliseconds(2), [1: 0.8]), at: 2.1)
        let jobs = (2...6).map { StagedJob(Fixture.job($0, due: 90, last: 0)) }
        #expect(lane.send(.arrived(jobs), at: 10).segments == [Fixture.segment(2, 0...0, [2, 3, 4, 5])])
    }

    @Test("while there is time for all, jobs are refined in the order in which they came")
    func inTurn() {
        var configuration = Fixture.configuration
        configuration.blockingLimit = .milliseconds(4)
        var lane = Fixture(configuration: configuration)
        let jobs = (1...4).map { StagedJob(Fixture.job($0, due: 90, last: 1)) }
        #expect(lane.send(.arrived(jobs), at: 0).segments == [Fixture.segment(1, 0...0, [1, 2, 3, 4])])
        let report = Fixture.done(1, stage: 0, took: .milliseconds(4), [1: 0.8, 2: 0.3, 3: 0.7, 4: 0.5])
        #expect(lane.send(report, at: 4.1).segments == [Fixture.segment(2, 1...1, [1, 2])])
    }

    @Test("a job whose next stage would end too late is answered with what it has")
    func earlyRelease() {
        var lane = Fixture()
        _ = lane.arrive(Fixture.job(1, due: 3, last: 1), Fixture.job(2, due: 90, last: 1), at: 0)
        let actions = lane.send(Fixture.done(1, stage: 0, took: .milliseconds(2), [1: 0.4, 2: 0.5]), at: 2.1)
        #expect(actions.released == [JobID(1)])
        #expect(lane.lane.counters.shed == 1)
        #expect(actions.segments.map(\.jobs) == [[JobID(2)]])
    }

    @Test("a hopeless job is dropped when something better waits, and tried when nothing does")
    func hopeless() {
        var busy = Fixture()
        let actions = busy.arrive(Fixture.job(1, due: 0.5), Fixture.job(2, due: 90), at: 0)
        #expect(actions.segments.map(\.jobs) == [[JobID(2)]])
        #expect(busy.send(.alarmFired, at: 9.95).released == [JobID(1)])
        #expect(busy.lane.counters.dropped == 1)
        var idle = Fixture()
        #expect(idle.arrive(Fixture.job(1, due: 0.5), at: 0).segments.map(\.jobs) == [[JobID(1)]])
    }

    @Test("best effort runs last, and only while nothing promised is in need")
    func bestEffortLast() {
        var lane = Fixture()
        let actions = lane.arrive(
            Fixture.job(1, due: 20, class: .bestEffort),
            Fixture.job(2, due: 90, last: 0),
            at: 0
        )
        #expect(actions.segments.first?.jobs == [JobID(2)])
    }

    @Test("jobs that have come to the same stage by different batches go on together")
    func merging() {
        let model = TestModels.model("even", perSample: [.milliseconds(1), .milliseconds(1)], capacity: 8)
        var configuration = Fixture.configuration
        configuration.blockingLimit = .milliseconds(3)
        var lane = Fixture([model], configuration: configuration)
        _ = lane.arrive(Fixture.job(1, due: 90, of: model), Fixture.job(2, due: 90, of: model), at: 0)
        _ = lane.arrive(Fixture.job(3, due: 90, of: model), Fixture.job(4, due: 90, of: model), at: 0.5)
        #expect(lane.send(.alarmFired, at: 1.95).segments == [Fixture.segment(2, 0...0, [3, 4], of: model)])
        _ = lane.send(Fixture.done(1, stage: 0, took: .milliseconds(2), [1: 0.4, 2: 0.95]), at: 2.1)
        let report = Fixture.done(2, stage: 0, took: .milliseconds(2), [3: 0.5, 4: 0.95])
        #expect(lane.send(report, at: 4.1).segments == [Fixture.segment(3, 1...1, [1, 3], of: model)])
        #expect(lane.lane.counters.merged == 1)
    }

    @Test("an urgent promise stops an optional stage that it cannot wait for")
    func stopping() {
        var lane = Fixture()
        _ = lane.arrive(Fixture.job(1, due: 90), at: 0)
        _ = lane.send(Fixture.done(1, stage: 0, ended: false, [1: 0.4]), at: 1.1)
        let urgent = lane.arrive(Fixture.job(2, due: 4, last: 0), at: 1.5)
        #expect(urgent.contains(.stop))
        let stopped = StageReport(batch: BatchID(1), stage: 1, duration: .zero, segmentEnded: true, readings: [])
        let actions = lane.send(.stageDone(stopped), at: 1.7)
        #expect(actions.segments.first == Fixture.segment(2, 0...0, [2]))
    }

    @Test("a promise that can wait stops nothing, and a mandatory stage is never stopped")
    func notStopping() {
        var lane = Fixture()
        _ = lane.arrive(Fixture.job(1, due: 90), at: 0)
        let duringMandatory = lane.arrive(Fixture.job(2, due: 3, last: 0), at: 0.5)
        #expect(!duringMandatory.contains(.stop))
        var other = Fixture()
        _ = other.arrive(Fixture.job(1, due: 90), at: 0)
        _ = other.send(Fixture.done(1, stage: 0, ended: false, [1: 0.4]), at: 1.1)
        let patient = other.arrive(Fixture.job(3, due: 80, last: 0), at: 1.5)
        #expect(!patient.contains(.stop))
    }

    @Test("a promise that waits for a mandatory stage stops the optional one behind it")
    func stoppingAtTheBoundary() {
        var lane = Fixture()
        _ = lane.arrive(Fixture.job(1, due: 90), at: 0)
        _ = lane.arrive(Fixture.job(2, due: 3, last: 0), at: 0.5)
        let actions = lane.send(Fixture.done(1, stage: 0, ended: false, [1: 0.4]), at: 1.1)
        #expect(actions.contains(.stop))
    }
}
