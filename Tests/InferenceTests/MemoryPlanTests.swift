import Testing

@testable import Inference

/// Recomputes what the memory plan promises, independently of how it places tensors.
@Suite("Memory plans")
struct MemoryPlanTests {
    @Test("no step destroys what a later step reads", arguments: UInt64(0)..<40)
    func liveness(seed: UInt64) throws {
        let model = try RandomNetwork(seed: seed).writer.model()
        let shaped = try model.shaped(batch: 3)
        for stage in model.stages.indices {
            let program = try model.program(stage: stage, shaped, derived: DerivedConstants())
            try check(program)
        }
    }

    private func check(_ program: Program) throws {
        func size(_ tensor: Program.TensorID) -> Int { program.tensors[tensor].elementCount * 4 }
        let plan = MemoryPlan(program, byteCount: size)
        // Who wrote each byte of the arena last.
        var writers = [Int](repeating: -1, count: plan.arenaByteCount)
        for (index, step) in program.steps.enumerated() {
            for input in step.inputs {
                guard case .arena(let offset) = plan.places[input] else { continue }
                let root = program.root(input)
                #expect(writers[offset..<offset + size(input)].allSatisfy { $0 == root }, "step \(step.name)")
            }
            guard case .arena(let offset) = plan.places[step.output] else { continue }
            #expect(offset % MemoryPlan.alignment == 0)
            let range = offset..<offset + size(step.output)
            let isInPlace = plan.sumsInPlace[index]
            for (number, input) in step.inputs.enumerated() where !(isInPlace && number == 1) {
                guard case .arena(let start) = plan.places[input] else { continue }
                #expect(!range.overlaps(start..<start + size(input)), "step \(step.name) overwrites its input")
            }
            for byte in range { writers[byte] = program.root(step.output) }
        }
    }

    @Test("tensors that are not alive together share memory")
    func sharing() throws {
        let model = try ServedModel.fashion.load()
        let program = try model.program(stage: 2, try model.shaped(batch: 1), derived: DerivedConstants())
        let plan = MemoryPlan(program) { program.tensors[$0].elementCount * 4 }
        let total = program.steps.reduce(0) { $0 + program.tensors[$1.output].elementCount * 4 }
        #expect(plan.arenaByteCount * 2 < total)
    }
}
