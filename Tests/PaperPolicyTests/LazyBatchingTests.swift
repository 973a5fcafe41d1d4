import SchedulerPolicy
import Testing

@Suite("LazyBatching")
struct LazyBatchingTests {
    private static let flat = PaperWorld.flat

    @Test("lets newcomers catch up at a stage end and go on together with the batch that they have reached")
    func catchUp() throws {
        var world = try PaperWorld("lazybatching", models: [Self.flat])
        world.add(1, due: 100, of: Self.flat)
        world.add(2, at: 1, due: 100, of: Self.flat)
        world.add(3, at: 5, due: 100, of: Self.flat)
        let story = try world.play()
        // 3 comes while 2 catches up and is pushed above the merged batch.
        #expect(
            story.runs == ["0.0: 0-0 [1]", "4.0: 0-0 [2]", "8.0: 0-0 [3]", "12.0: 1-1 [1, 2, 3]"]
        )
        #expect(story.counters.merged == 2)
    }

    @Test("does not let newcomers overtake if the sum of all single runs would make anybody late")
    func conservative() throws {
        var world = try PaperWorld("lazybatching", models: [Self.flat])
        // 1 has 4 left and 2 would need 8: at 4 the sum ends at 16, though together they would be over at 12.
        world.add(1, due: 15, of: Self.flat)
        world.add(2, at: 1, due: 100, of: Self.flat)
        #expect(try world.play().runs == ["0.0: 0-0 [1]", "4.0: 1-1 [1]", "8.0: 0-0 [2]", "12.0: 1-1 [2]"])
    }

    @Test("starts whatever waits when nothing runs, however late it would be")
    func empty() throws {
        var world = try PaperWorld("lazybatching", options: ["batch=2"], models: [Self.flat])
        world.add(1, due: 5, of: Self.flat)
        for id in 2...4 as ClosedRange<UInt64> { world.add(id, at: 1, due: 14, of: Self.flat) }
        let story = try world.play()
        #expect(story.runs == ["0.0: 0-0 [1]", "4.0: 1-1 [1]", "8.0: 0-0 [2, 3]", "12.0: 1-1 [2, 3]"])
        #expect(story.exits == [1: 0, 2: 0, 3: 0, 4: -1])
    }

    @Test("keeps every model's jobs in the stack within one batch")
    func room() throws {
        var world = try PaperWorld("lazybatching", options: ["batch=2"], models: [Self.flat])
        for id in 1...3 as ClosedRange<UInt64> { world.add(id, at: Double(id) / 10, due: 100, of: Self.flat) }
        #expect(
            try world.play().runs == [
                "0.1: 0-0 [1]", "4.1: 0-0 [2]", "8.1: 1-1 [1, 2]", "12.1: 0-0 [3]", "16.1: 1-1 [3]",
            ]
        )
    }

    @Test("pushes another model's jobs too, and takes the batch below up again afterwards")
    func models() throws {
        var world = try PaperWorld("lazybatching", models: [PaperWorld.linear, Self.flat])
        world.add(1, due: 100)
        world.add(2, at: 0.5, due: 100, of: Self.flat)
        #expect(
            try world.play().runs == [
                "0.0: 0-0 [1]", "1.0: 0-0 [2]", "5.0: 1-1 [2]", "9.0: 1-1 [1]", "11.0: 2-2 [1]", "14.0: 3-3 [1]",
            ]
        )
    }
}
