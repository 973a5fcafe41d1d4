import Domain
import Kernel
import SchedulerPolicy
import SimulationKit
import Testing

@Suite("DeepRT")
struct DeepRTTests {
    private static let flat = PaperWorld.flat

    @Test("gathers the jobs of a model in windows of half the shortest deadline, from the first job on")
    func windows() throws {
        var world = try PaperWorld("deeprt", models: [Self.flat])
        world.add(1, at: 1, due: 41, of: Self.flat)
        world.add(2, at: 20, due: 70, of: Self.flat)
        world.add(3, at: 21.5, due: 80, of: Self.flat)
        world.add(4, at: 100, due: 150, of: Self.flat)
        // W = 20: windows end at 21, 41, 61, 81, 101, 121; those without jobs start nothing.
        #expect(try world.play().runs == ["21.0: 0-1 [1, 2]", "41.0: 0-1 [3]", "101.0: 0-1 [4]"])
    }

    @Test("closes the window sooner for a job that could not bear its rest")
    func shorter() throws {
        var world = try PaperWorld("deeprt", models: [Self.flat])
        world.add(1, due: 80, of: Self.flat)
        world.add(2, at: 5, due: 25, of: Self.flat)
        world.add(3, at: 16, due: 90, of: Self.flat)
        // The second job's window is 10, from where the first one's is closed; the third job's windows are as short.
        #expect(try world.play().runs == ["15.0: 0-1 [1, 2]", "25.0: 0-1 [3]"])
    }

    @Test("forgets a short deadline after eight windows without it")
    func forgetting() throws {
        var world = try PaperWorld("deeprt", models: [Self.flat])
        world.add(1, due: 20, of: Self.flat)
        for id in 2...12 as ClosedRange<UInt64> {
            world.add(id, at: Double(id) * 225, due: Double(id) * 225 + 100, of: Self.flat)
        }
        let waits = try world.play().runs.dropFirst().enumerated().map { index, run in
            (Double(run.split(separator: ":")[0]) ?? 0) - Double(index + 2) * 225
        }
        #expect(waits.prefix(8).allSatisfy { $0 <= 10 })
        #expect(waits[8] > 10 && waits[8] <= 50)
    }

    @Test("runs instances in the order of their deadlines, whole and without preemption")
    func order() throws {
        let quick = TestModels.model("quick", perSample: [.zero], fixed: .milliseconds(6), capacity: 8)
        var world = try PaperWorld("deeprt", models: [Self.flat, quick])
        world.add(1, due: 60, of: Self.flat)
        world.add(2, at: 18, due: 42, of: quick)
        world.add(3, at: 1, due: 61, of: Self.flat)
        world.add(4, at: 27, due: 49, of: quick)
        // Released at 30: 2 with the quicker model's 4, due at 41, and 1 with 3, due at 60.
        world.add(5, at: 31, due: 60, of: quick)
        // Released at 41, when 1 and 3 run already.
        #expect(try world.play().runs == ["30.0: 0-0 [2, 4]", "35.9: 0-1 [1, 3]", "43.9: 0-0 [5]"])
    }

    @Test("cuts an instance above the batch limit")
    func cut() throws {
        var world = try PaperWorld("deeprt", options: ["batch=2"], models: [Self.flat])
        for id in 1...5 as ClosedRange<UInt64> { world.add(id, due: 80, of: Self.flat) }
        #expect(try world.play().runs == ["40.0: 0-1 [1, 2]", "47.9: 0-1 [3, 4]", "55.9: 0-1 [5]"])
    }

    @Test("runs best effort in capped batches when no instance waits, at once and not in windows")
    func spare() throws {
        var world = try PaperWorld("deeprt", options: ["spare=2"], models: [Self.flat])
        for id in 1...4 as ClosedRange<UInt64> { world.add(id, due: 200, of: Self.flat, class: .bestEffort) }
        world.add(5, due: 28, of: Self.flat)
        #expect(
            try world.play().runs == ["0.0: 0-1 [1]", "7.9: 0-1 [2, 3]", "15.9: 0-1 [5]", "23.9: 0-1 [4]"]
        )
    }

    @Test("every frame is in time if every instance is over within its window", arguments: Seeds.upTo(100))
    func property(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        var world = try PaperWorld("deeprt", models: [Self.flat])
        // One model, and a window is longer than what a batch takes, twice: each instance ends before the next one is released.
        for id in 1...60 as ClosedRange<UInt64> {
            let arrival = Double.random(in: 0...600, using: &random)
            let budget = Double.random(in: 34...120, using: &random)
            world.add(id, at: arrival, due: arrival + budget, of: Self.flat)
        }
        world.configuration.maxBatch = 8
        let story = try world.play()
        let late = story.exits.filter { $0.value < 1 }
        #expect(late.isEmpty, "\(late)")
    }

    @Test("a category that overran runs less deep until the time is repaid, and then whole again")
    func penalty() throws {
        let model = TestModels.model("three", perSample: [.zero, .zero, .zero], fixed: .milliseconds(4), capacity: 8)
        let other = TestModels.model("other", perSample: [.zero, .zero], fixed: .milliseconds(1), capacity: 8)
        var world = try PaperPolicyDriver("deeprt", models: [model, other])
        var depths: [Int] = []
        for round in 0..<6 as Range<UInt64> {
            let at = Double(round) * 100
            world.arrive(round + 1, at: at, due: at + 40, of: model)
            let segment = try #require(world.fire(at: at + 20).segments.first)
            depths.append(segment.stages.upperBound)
            // The first instance takes 10 ms too long; every later one repays the 4 ms of its last stage.
            let late = round == 0 ? 10.0 : 0
            for stage in segment.stages {
                let took = 4 + (stage == 0 ? late : 0)
                world.done(segment, stage: stage, at: at + 25 + Double(stage), took: took)
            }
        }
        #expect(depths == [2, 1, 1, 1, 2, 2])
        #expect(world.policy.counters.shed == 3)
        #expect(world.policy.pendingJobs == 0)
    }

    @Test("only less depth repays an overrun: stages that end early repay nothing")
    func earlyEnds() throws {
        let model = TestModels.model("three", perSample: [.zero, .zero, .zero], fixed: .milliseconds(4), capacity: 8)
        var world = try PaperPolicyDriver("deeprt", models: [model])
        var depths: [Int] = []
        for round in 0..<6 as Range<UInt64> {
            let at = Double(round) * 100
            world.arrive(round + 1, at: at, due: at + 40, of: model)
            let segment = try #require(world.fire(at: at + 20).segments.first)
            depths.append(segment.stages.upperBound)
            // After an instance that takes 10 ms too long every stage takes a quarter of its bound.
            for stage in segment.stages {
                let took = round > 0 ? 1.0 : stage == 0 ? 14 : 4
                world.done(segment, stage: stage, at: at + 25 + Double(stage), took: took)
            }
        }
        #expect(depths == [2, 1, 1, 1, 2, 2])
    }

    @Test("an overrun of one category leaves the other one whole, and no penalty goes below the mandatory exit")
    func penaltyBounds() throws {
        let model = TestModels.model("three", perSample: [.zero, .zero], fixed: .milliseconds(4), mandatoryExit: 1)
        let other = TestModels.model("other", perSample: [.zero, .zero], fixed: .milliseconds(1))
        var world = try PaperPolicyDriver("deeprt", models: [model, other])
        var depths: [Int] = []
        for (index, served) in [model, other, model].enumerated() {
            let at = Double(index) * 100
            world.arrive(UInt64(index) + 1, at: at, due: at + 40, of: served)
            let segment = try #require(world.fire(at: at + 20).segments.first)
            depths.append(segment.stages.upperBound)
            for stage in segment.stages { world.done(segment, stage: stage, at: at + 25 + Double(stage), took: 20) }
        }
        #expect(depths == [1, 1, 1])
    }
}
