import NPU
import Testing

@Suite("Cycle model against single cycles")
struct CycleModelTests {
    @Test("agrees to the cycle, with and without memory stalls", arguments: UInt64(0)..<1_000)
    func agrees(seed: UInt64) throws {
        let random = try RandomCase(seed: seed)
        let layer = LayerShape(name: "layer", work: .product(random.shape))
        guard let cost = CycleModel(random.device).cost(of: layer, random.mapping) else { return }
        check(cost, product(random, seed).run().trace)
    }

    @Test("agrees on the vector unit's layers too", arguments: UInt64(0)..<500)
    func agreesOnVectors(seed: UInt64) throws {
        let random = try RandomCase(seed: seed)
        let layer = LayerShape(name: "layer", work: .vector(random.vector))
        let cost = try #require(CycleModel(random.device).cost(of: layer, random.mapping))
        check(cost, ReferenceVector.run(random.vector, batch: random.mapping.batch, on: random.device))
    }

    @Test("most random cases can be run, and both kinds are among them")
    func casesAreVaried() throws {
        var (runnable, stalled) = (0, 0)
        for seed in UInt64(0)..<1_000 {
            let random = try RandomCase(seed: seed)
            let layer = LayerShape(name: "layer", work: .product(random.shape))
            guard CycleModel(random.device).cost(of: layer, random.mapping) != nil else { continue }
            runnable += 1
            if product(random, seed).run().trace.stalls > 0 { stalled += 1 }
        }
        #expect(runnable >= 800)
        #expect((200...runnable - 200).contains(stalled), "\(stalled) of \(runnable)")
    }

    private func product(_ random: RandomCase, _ seed: UInt64) -> ReferenceProduct {
        let shape = random.shape
        return ReferenceProduct(
            shape: shape,
            mapping: random.mapping,
            device: random.device,
            activations: random.wholeNumbers(
                random.mapping.batch * shape.groups * shape.rows * shape.inner,
                seed: seed
            ),
            weights: random.wholeNumbers(shape.weightWords, seed: seed + 1)
        )
    }

    private func check(_ cost: LayerCost, _ trace: ReferenceMachine.Trace) {
        #expect(cost.cycles == trace.cycles, "the elements waited \(trace.stalls) cycles")
    }
}
