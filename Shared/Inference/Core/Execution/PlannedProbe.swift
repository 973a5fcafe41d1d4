/// A plan for one value of a graph at one batch size, with the memory that it runs in.
final class PlannedProbe {
    /// Of one sample of the result.
    let shape: [Int]
    private let plan: any StagePlan
    /// Holds the weights that the plan reads.
    private let builder: any PlanBuilder
    private let arena: ActivationMemory

    init(_ program: Program, builder: any PlanBuilder, shape: [Int]) throws(ModelError) {
        plan = try builder.plan(program, floatOutputs: [])
        self.builder = builder
        self.shape = shape
        arena = ActivationMemory(byteCount: plan.arenaByteCount)
    }

    deinit {
        arena.free()
    }

    /// Takes `count` samples of each input from `start` on.
    func run(_ inputs: [Activations], from start: Int, count: Int) throws(InferenceError) -> [Float] {
        let memories = inputs.map { input in
            let size = input.sampleSize
            let memory = ActivationMemory(byteCount: size * count * MemoryLayout<Float>.size)
            let part = size * MemoryLayout<Float>.size
            input.numbers.withUnsafeBytes { bytes in
                UnsafeMutableRawBufferPointer(start: memory.base, count: part * count)
                    .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[start * part..<(start + count) * part]))
            }
            return memory
        }
        let total = shape.reduce(1, *) * count
        let output = ActivationMemory(byteCount: total * MemoryLayout<Float>.size)
        defer {
            for memory in memories { memory.free() }
            output.free()
        }
        let addresses = memories.map { UnsafeRawPointer($0.base) }
        try plan.run(inputs: addresses, outputs: [output.base], arena: arena.base, stop: StopFlag())
        return Array(UnsafeBufferPointer(start: output.base.assumingMemoryBound(to: Float.self), count: total))
    }
}
