import Inference

/// A portable kernel among primitives.
struct DNNLKernelCall {
    struct Operand {
        let place: DNNLPlanDraft.Place
        let count: Int
        /// Where in the arena its numbers lie as floats; nil if they are floats already.
        let convertedAt: Int?
    }

    let kernel: any PortableKernel
    let inputs: [Operand]
    let output: Operand

    /// - Parameters:
    ///   - arena: Where converted numbers go.
    ///   - address: Finds a place in memory.
    func run(arena: UnsafeMutableRawPointer, _ address: (DNNLPlanDraft.Place) -> UnsafeMutableRawPointer) {
        let sources = inputs.map { operand in
            let source = address(operand.place)
            guard let offset = operand.convertedAt else {
                return UnsafePointer(source.assumingMemoryBound(to: Float.self))
            }
            let floats = (arena + offset).assumingMemoryBound(to: Float.self)
            let bits = source.assumingMemoryBound(to: UInt16.self)
            for index in 0..<operand.count { floats[index] = BrainFloat.float(bits[index]) }
            return UnsafePointer(floats)
        }
        let target = address(output.place)
        guard let offset = output.convertedAt else {
            return kernel.run(sources, target.assumingMemoryBound(to: Float.self))
        }
        let floats = (arena + offset).assumingMemoryBound(to: Float.self)
        kernel.run(sources, floats)
        let bits = target.assumingMemoryBound(to: UInt16.self)
        for index in 0..<output.count { bits[index] = BrainFloat.bits(floats[index]) }
    }
}
