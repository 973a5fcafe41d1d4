import Domain
import Kernel
import SchedulerPolicy
import SimulationKit
import Testing

@Suite("RTDeepIoT")
struct RTDeepIoTTests {
    /// Three stages of 10 ms, with means 0.8, 0.9 and 0.93 at the exits.
    private static let model = TestModels.model(
        "stages",
        perSample: [10, 10, 10].map { .milliseconds($0) },
        capacity: 4
    )

    @Test("runs one stage of one job at a time, the nearest deadline first, through the depths that it has assigned")
    func depths() throws {
        var world = try PaperPolicyDriver("rtdeepiot", models: [Self.model])
        // Alone, 1 would run all three stages by 30. 2 wants its mandatory one by 40: both fit, and 1 has the rest.
        let first = world.arrive(1, at: 0, due: 35)
        #expect(first.segments.map(\.stages) == [0...0])
        #expect(world.arrive(2, at: 1, due: 40).isEmpty)
        let second = world.done(first.segments[0], stage: 0, at: 10, took: 10, reads: 0.5)
        #expect(second.segments.map(\.jobs) == [[JobID(1)]])
        // After two stages at 20: two more fit before 40, one before 35. 1 reads 0.9 and gains little, 2 has its first exit ahead.
        let third = world.done(second.segments[0], stage: 1, at: 20, took: 10, reads: 0.9)
        #expect(third.released == [1])
        #expect(third.segments.map(\.jobs) == [[JobID(2)]])
    }

    @Test("skips no mandatory stage, however little it earns")
    func mandatory() throws {
        var world = try PaperPolicyDriver("rtdeepiot", options: ["predictor=oracle"], models: [Self.model])
        let reads: [UInt64: [Float]] = [1: [0.01, 0.95, 0.99], 2: [0.001, 0.002, 0.003]]
        let first = world.arrive(1, at: 0, due: 40, foresight: reads[1])
        world.arrive(2, at: 0, due: 40, mandatory: 1, foresight: reads[2])
        #expect(world.play(first, reads: reads) == ["1.0", "1.1", "2.0", "2.1"])
    }

    @Test("drops of an unschedulable set the task that frees the most time per lost mandatory reward")
    func unschedulable() throws {
        let dear = TestModels.model("dear", perSample: [.milliseconds(25)], capacity: 1)
        var world = try PaperPolicyDriver("rtdeepiot", models: [Self.model, dear])
        world.arrive(9, at: 0, due: 300)
        world.arrive(1, at: 1, due: 41, of: dear)
        #expect(world.arrive(2, at: 2, due: 42).released == [1])
        #expect(world.policy.counters.dropped == 1)
        #expect(world.policy.pendingJobs == 2)
    }

    @Test("gives up a task that runs only when its stage has ended")
    func hopeless() throws {
        var world = try PaperPolicyDriver("rtdeepiot", models: [Self.model])
        let first = world.arrive(1, at: 0, due: 25, mandatory: 1)
        // Late by its own overrun: at 20 the first stage still runs, and the second one would not be in time.
        #expect(world.arrive(2, at: 20, due: 80).released == [])
        let end = world.done(first.segments[0], stage: 0, at: 21, took: 21, reads: 0.4)
        #expect(end.released == [1])
        #expect(end.segments.map(\.jobs) == [[JobID(2)]])
    }

    @Test(
        "moves the rest of a task's time to one that gains more with it, only if greedy updates are on",
        arguments: [true, false]
    )
    func greedy(isOn: Bool) throws {
        var world = try PaperPolicyDriver(
            "rtdeepiot",
            options: ["greedy=\(isOn ? "on" : "off")", "predictor=exp"],
            models: [Self.model]
        )
        let first = world.arrive(1, 2, at: 0, due: 45)
        // 1 is almost sure at once; 2 stays in doubt.
        let order = world.play(first, reads: [1: [0.98, 0.98, 0.98], 2: [0.4, 0.4, 0.4]])
        #expect(order == (isOn ? ["1.0", "2.0", "2.1", "2.2"] : ["1.0", "1.1", "2.0", "2.1"]))
    }

    @Test("moves no more time than the stopped task leaves")
    func greedyBound() throws {
        var world = try PaperPolicyDriver("rtdeepiot", models: [Self.model])
        var first = world.arrive(1, at: 0, due: 25)
        first += world.arrive(2, at: 0, due: 35)
        // 1 expects 0.115 of its second stage. 2 expects 0.1 of its second one and 0.133 of two, but those take twice as long.
        #expect(world.play(first, reads: [1: [0.77, 0.9, 0.9]]) == ["1.0", "1.1", "2.0"])
    }

    @Test("plans the nearest deadlines and counts that others had to wait for a place")
    func boundedTasks() throws {
        var world = try PaperPolicyDriver("rtdeepiot", options: ["tasks=2"], models: [Self.model])
        let first = world.arrive(1, 2, 3, 4, at: 0, due: 500)
        #expect(world.policy.counters.boundedPlans == 1)
        let order = world.play(first, reads: [:])
        #expect(order.map { String($0.prefix(1)) } == ["1", "1", "1", "2", "2", "2", "3", "3", "3", "4", "4", "4"])
        #expect(world.policy.pendingJobs == 0)
    }

    @Test("takes a coarser quantum where the program would cost too much, and counts it")
    func boundedWork() throws {
        for (work, bounded) in [("1000", true), ("1000000", false)] {
            var world = try PaperPolicyDriver(
                "rtdeepiot",
                options: ["work=\(work)", "delta=0.001"],
                models: [Self.model]
            )
            let actions = world.arrive(1, 2, 3, 4, 5, 6, at: 0, due: 130)
            #expect(actions.segments.count == 1)
            #expect((world.policy.counters.boundedPlans > 0) == bounded)
        }
    }

    @Test("answers at the deadline with what is done, and breaks no promise that fits", arguments: Seeds.upTo(100))
    func overload(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var world = try PaperWorld("rtdeepiot", models: [Self.model])
        // Mandatory parts take half of the time; all stages would take one and a half times of it.
        for id in 1...60 as ClosedRange<UInt64> {
            let arrival = Double(id) * 20 + Double.random(in: 0...5, using: &random)
            let reads = PoissonTraffic.confidences(exits: 3, &random)
            world.add(
                id,
                at: arrival,
                due: arrival + Double.random(in: 41...120, using: &random),
                of: Self.model,
                reads: reads
            )
        }
        let story = try world.play()
        #expect(story.exits.values.allSatisfy { $0 >= 0 })
        #expect(story.counters.dropped == 0)
    }
}
