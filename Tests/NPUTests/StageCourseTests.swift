import NPU
import Testing

@Suite("Courses of stages")
struct StageCourseTests {
    /// Two stages of three and two layers, of different sizes.
    private static func table() throws -> MappingTable {
        let layers = (1...5).map { LayerShape.fullyConnected("\($0)", inputs: 10 * $0, outputs: 10 * $0 + 10) }
        let stages = [
            NetworkShape.Stage(name: "one", layers: Array(layers[..<3]), carriedWords: 40),
            NetworkShape.Stage(name: "two", layers: Array(layers[3...]), carriedWords: 0),
        ]
        return MappingTable(
            NetworkShape(name: "net", inputWords: 10, stages: stages),
            on: try Devices.small(),
            maxBatch: 8
        )
    }

    @Test("an undisturbed run takes what the table says, layer after layer", arguments: 0..<2)
    func undisturbed(stage: Int) throws {
        let table = try Self.table()
        let course = table.course(stage: stage, newcomers: 3)
        #expect(course.steps.map(\.layer) == Array(table.layers(ofStage: stage)))
        #expect(course.steps.allSatisfy { $0.batch == 3 })
        let cost = table.cost(stage: stage, batch: 3)
        #expect(course.last.endCycles == cost.cycles)
        #expect(abs(course.last.joules - cost.joules(on: table.device)) < 1e-15)
    }

    @Test("a saved batch is loaded and goes on at its layer")
    func savedAlone() throws {
        let table = try Self.table()
        let course = table.course(stage: 1, newcomers: 0, saved: 2, before: 4)
        let reload = table.reloading(2, before: 4)
        #expect(reload == TransferCost(cycles: 50, bytes: 200), "two samples of 50 words at 4 bytes a cycle")
        #expect(course.steps.map(\.layer) == [4])
        #expect(course.last.endCycles == reload.cycles + table.entry(batch: 2, layer: 4).cost.cycles)
    }

    @Test("newcomers run up to the saved batch, and all go on together, as the engine does it")
    func merged() throws {
        let table = try Self.table()
        let course = table.course(stage: 0, newcomers: 2, saved: 3, before: 2)
        #expect(course.steps.map(\.batch) == [2, 2, 5])
        var engine = FluidBatchingEngine(table)
        engine.start(3)
        engine.finishLayer()
        engine.finishLayer()
        let saving = engine.preempt(2)
        #expect(saving == table.saving(3, before: 2))
        var cycles = 0
        for _ in 0..<3 {
            cycles += engine.cost?.cycles ?? 0
            cycles += engine.finishLayer().cycles
        }
        #expect(course.last.endCycles == cycles)
    }
}
