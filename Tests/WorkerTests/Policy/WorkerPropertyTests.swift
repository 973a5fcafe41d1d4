import Testing

@Suite("Worker policy under random load")
struct WorkerPropertyTests {
    @Test("Every job is settled once and in time, and no canceled or running sample is run", arguments: UInt64(0)..<200)
    func holds(seed: UInt64) {
        var world = WorkerWorld(seed: seed)
        world.run()
        #expect(world.faults == [])
        #expect(world.outcomes.count == 60)
    }

    @Test("The random load reaches the corners that matter")
    func reachesCorners() {
        var answers = 0
        var discards = 0
        var refusals = 0
        for seed in UInt64(0)..<50 {
            var world = WorkerWorld(seed: seed)
            world.run()
            answers += world.answers
            discards += world.discards
            refusals += world.refusals
        }
        #expect(answers > 500)
        #expect(discards > 50)
        #expect(refusals > 50)
    }
}
