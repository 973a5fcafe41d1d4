import Domain
import Kernel
import SchedulerPolicy
import SimulationKit
import Testing

@Suite("The baselines that run whole networks")
struct WholeNetworkTests {
    private static let flat = PaperWorld.flat

    @Test("serial runs one job at a time in the order of arrival")
    func serial() throws {
        var world = try PaperWorld("serial")
        for (id, due) in [(3, 100.0), (1, 90), (2, 80)] { world.add(UInt64(id), at: Double(3 - id) / 10, due: due) }
        #expect(try world.play().runs == ["0.0: 0-3 [3]", "9.9: 0-3 [2]", "19.9: 0-3 [1]"])
    }

    @Test("SEDF runs one job at a time, the nearest deadline first, without preemption")
    func sedf() throws {
        var world = try PaperWorld("sedf")
        world.add(1, due: 100)
        world.add(2, at: 1, due: 50)
        world.add(3, at: 2, due: 40)
        #expect(try world.play().runs == ["0.0: 0-3 [1]", "9.9: 0-3 [3]", "19.9: 0-3 [2]"])
    }

    @Test("adaptive batching takes what is queued when the device is free, up to its limit, oldest first")
    func adaptive() throws {
        var world = try PaperWorld("adaptive", options: ["batch=3"], models: [Self.flat])
        for id in 1...6 as ClosedRange<UInt64> { world.add(id, at: Double(id), due: 100 - Double(id), of: Self.flat) }
        #expect(try world.play().runs == ["1.0: 0-1 [1]", "8.9: 0-1 [2, 3, 4]", "16.9: 0-1 [5, 6]"])
    }

    @Test("a fixed batch waits until it is full, in vain if nobody comes")
    func batch() throws {
        var world = try PaperWorld("batch", options: ["batch=2"], models: [Self.flat])
        for id in 1...3 as ClosedRange<UInt64> { world.add(id, at: Double(id), due: 60, of: Self.flat) }
        let story = try world.play()
        #expect(story.runs == ["2.0: 0-1 [1, 2]"])
        #expect(story.exits == [1: 1, 2: 1, 3: -1])
    }

    @Test("a delayed batch starts when it is full or its oldest job has waited long enough")
    func batchDelay() throws {
        var world = try PaperWorld("batch-delay", options: ["batch=2", "delay=6"], models: [Self.flat])
        for (id, at) in [(1, 0.0), (2, 20), (3, 22)] { world.add(UInt64(id), at: at, due: 90, of: Self.flat) }
        #expect(try world.play().runs == ["6.0: 0-1 [1]", "22.0: 0-1 [2, 3]"])
    }

    @Test("AIMD's limit grows by one after a full batch in time and shrinks by a tenth after a late one")
    func aimd() throws {
        // Batches of n run 8 + 2·n ms; a hundredth of the budget is 20 ms. A batch is chosen shortly before the one before
        // it ends, so that its size shows what was learned two batches ago.
        let model = TestModels.model("steep", perSample: [.milliseconds(2)], fixed: .milliseconds(8), capacity: 32)
        var world = try PaperWorld("aimd", options: ["share=0.01"], models: [model])
        for id in 1...120 as ClosedRange<UInt64> {
            world.add(id, at: Double(id) / 2, due: Double(id) / 2 + 2_000, of: model)
        }
        let sizes = try world.play().runs.map { $0.split(separator: ",").count }
        #expect(Array(sizes.prefix(20)) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 6, 5, 6, 6, 7, 7])
    }

    @Test("Symphony defers a batch until one job more would be late, and gives up whom nothing helps")
    func symphony() throws {
        var world = try PaperWorld("symphony")
        world.add(1, due: 30)
        world.add(2, at: 40, due: 70)
        world.add(3, at: 45, due: 95)
        world.add(4, at: 100, due: 108)
        let story = try world.play()
        // Two together take 20 ms, three 30 ms: alone 1 must start at 10 less the timer's 0.1, and 3 fills what 2 can bear.
        #expect(story.runs == ["9.9: 0-3 [1]", "45.0: 0-3 [2, 3]"])
        #expect(story.lines.last == "100.0: release [4]")
        #expect(story.exits == [1: 3, 2: 3, 3: 3, 4: -1])
    }

    @Test("Symphony takes no more jobs than its head can bear")
    func symphonyHead() throws {
        var world = try PaperWorld("symphony")
        world.add(1, due: 10.5)
        for (id, due) in [(2, 32.0), (3, 90), (4, 91)] { world.add(UInt64(id), at: 1, due: due) }
        #expect(try world.play().runs.prefix(2) == ["0.0: 0-3 [1]", "9.9: 0-3 [2, 3]"])
    }

    @Test("Symphony at its limit waits no longer than the batch can")
    func symphonyLimit() throws {
        var world = try PaperWorld("symphony", options: ["batch=2"])
        world.add(1, due: 30)
        world.add(2, due: 50)
        #expect(try world.play().runs == ["9.9: 0-3 [1, 2]"])
    }

    @Test("Clockwork runs the largest power of two that is not late for its head, and gives up whom nothing helps")
    func clockwork() throws {
        var world = try PaperWorld("clockwork")
        world.add(1, due: 200)
        for id in 2...8 as ClosedRange<UInt64> { world.add(id, at: 1, due: 33 + Double(id)) }
        world.add(9, at: 2, due: 11)
        let story = try world.play()
        #expect(story.lines[0] == "0.0: 0-3 [1]")
        #expect(story.lines[1] == "9.9: release [9]")
        #expect(story.lines[2] == "9.9: 0-3 [2, 3]")
    }

    @Test("Clockwork takes the model whose strategy must start first")
    func clockworkModels() throws {
        var world = try PaperWorld("clockwork", models: [PaperWorld.linear, Self.flat])
        world.add(1, due: 100)
        world.add(2, at: 1, due: 40, of: Self.flat)
        world.add(3, at: 1, due: 41)
        // 3 must start at 31, 2 only at 32.
        #expect(try world.play().runs == ["0.0: 0-3 [1]", "9.9: 0-3 [3]", "19.9: 0-1 [2]"])
    }

    @Test("EdgeServing takes the exit of the best accuracy per time for the whole batch")
    func edgeserving() throws {
        var world = try PaperWorld("edgeserving", models: [Self.flat])
        for id in 1...3 as ClosedRange<UInt64> { world.add(id, due: 90, of: Self.flat) }
        let story = try world.play()
        // The first of three finds the lane empty; the others queue, and two in a batch yield twice as much per time.
        #expect(story.lines == ["0.0: 0-0 [1]", "3.9: 0-0 [2, 3]", "4.0: release [1]", "8.0: release [2, 3]"])
        #expect(story.counters.shed == 3)
    }

    @Test("EdgeServing gives up depth for punctuality once it has missed, and not before")
    func edgeservingMisses() throws {
        let model = TestModels.model("cheap", perSample: [.milliseconds(4), .microseconds(100)], capacity: 8)
        for (hasMissed, expected) in [(false, "10.0: 0-1 [2]"), (true, "10.0: 0-0 [2]")] {
            var world = try PaperWorld("edgeserving", models: [model])
            world.add(1, due: hasMissed ? 1 : 90, of: model)
            // The second stage yields more accuracy per time, but with it the job is late by 0.05 ms.
            world.add(2, at: 10, due: 14.05, of: model)
            #expect(try world.play().runs.last == expected)
        }
    }
}
