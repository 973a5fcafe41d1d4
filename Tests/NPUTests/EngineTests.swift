import Kernel
import NPU
import Testing

@Suite("Fluid Batching Engine")
struct EngineTests {
    /// Two stages of two layers; 10 words a sample are carried between them.
    private static func table(maxBatch: Int = 8) throws -> MappingTable {
        let layer = LayerShape.fullyConnected("a", inputs: 10, outputs: 10)
        let other = LayerShape.fullyConnected("b", inputs: 10, outputs: 20)
        let network = NetworkShape(
            name: "net",
            inputWords: 10,
            stages: [
                .init(name: "one", layers: [layer, other], carriedWords: 10),
                .init(name: "two", layers: [layer, layer], carriedWords: 0),
            ]
        )
        return MappingTable(network, on: try Devices.small(), maxBatch: maxBatch)
    }

    @Test("a batch goes through the layers by the table, and leaves after the last")
    func batchRuns() throws {
        let table = try Self.table()
        var engine = FluidBatchingEngine(table)
        #expect(engine.policy == nil)
        engine.start(4)
        for layer in 0..<4 {
            #expect(engine.active == .init(size: 4, layer: layer))
            #expect(engine.policy == table.entry(batch: 4, layer: layer).mapping)
            engine.finishLayer()
        }
        #expect(engine.active == nil)
        #expect(engine.transfers == .zero)
    }

    @Test("survivors of an exit are moved together, those before the first gap are not moved")
    func survivorsAreCompacted() throws {
        var engine = FluidBatchingEngine(try Self.table())
        engine.start(5)
        engine.finishLayer()
        engine.finishLayer()
        let cost = engine.exit([1, 3])
        #expect(engine.active == .init(size: 3, layer: 2))
        // The samples 2 and 4, 10 words of 2 bytes each, read and written at 4 bytes a cycle.
        #expect(cost == TransferCost(cycles: 20, bytes: 80))
        #expect(engine.exit([]) == .zero)
    }

    @Test("newcomers overtake at an exit, catch up, and the saved batch joins them")
    func newcomersMerge() throws {
        var engine = FluidBatchingEngine(try Self.table())
        engine.start(3)
        engine.finishLayer()
        engine.finishLayer()
        engine.exit([0])
        let saving = engine.preempt(2)
        #expect(saving == TransferCost(cycles: 10, bytes: 40))
        #expect(engine.saved == .init(size: 2, layer: 2))
        #expect(engine.active == .init(size: 2, layer: 0))
        #expect(engine.finishLayer() == .zero)
        #expect(engine.finishLayer() == TransferCost(cycles: 10, bytes: 40), "the saved batch is loaded")
        #expect(engine.active == .init(size: 4, layer: 2))
        #expect(engine.saved == nil)
    }

    @Test("when all newcomers have left, the saved batch goes on where it was")
    func savedBatchReturns() throws {
        var engine = FluidBatchingEngine(try Self.table())
        engine.start(3)
        engine.finishLayer()
        engine.preempt(1)
        #expect(engine.exit([0]).bytes > 0)
        #expect(engine.active == .init(size: 3, layer: 1))
        #expect(engine.saved == nil)
    }

    @Test("no sample is lost or made, whatever happens", arguments: UInt64(0)..<50)
    func samplesAreConserved(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let table = try Self.table()
        var engine = FluidBatchingEngine(table)
        var (begun, left) = (0, 0)
        for _ in 0..<400 {
            let inside = (engine.active?.size ?? 0) + (engine.saved?.size ?? 0)
            #expect(begun == left + inside)
            guard let batch = engine.active else {
                let size = Int.random(in: 1...8, using: &random)
                engine.start(size)
                begun += size
                continue
            }
            let isAtExit = batch.layer == 2
            let leaving = isAtExit ? (0..<batch.size).filter { _ in Bool.random(using: &random) } : []
            engine.exit(leaving)
            left += leaving.count
            guard let rest = engine.active, rest.layer == batch.layer else { continue }
            if isAtExit, engine.saved == nil, rest.size < 8, Bool.random(using: &random) {
                engine.preempt(1)
                begun += 1
                continue
            }
            if rest.layer == 3 { left += rest.size }
            engine.finishLayer()
        }
    }
}
