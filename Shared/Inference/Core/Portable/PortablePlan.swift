import Glibc

/// Runs a program's steps with portable kernels.
package final class PortablePlan: StagePlan {
    private struct Step {
        let kernel: any PortableKernel
        let inputs: [Program.TensorID]
        let output: Program.TensorID
    }

    private let steps: [Step]
    private let memory: MemoryPlan
    /// Copies of the constants at fixed addresses, by tensor.
    private var constants: [Program.TensorID: UnsafeMutableBufferPointer<Float>] = [:]

    /// Takes a kernel for every step of the program.
    package init(_ program: Program, memory: MemoryPlan, kernels: [any PortableKernel]) {
        self.memory = memory
        steps = zip(program.steps, kernels).map { Step(kernel: $1, inputs: $0.inputs, output: $0.output) }
        for tensor in program.tensors.indices {
            guard case .constant(let constant) = program.tensors[program.root(tensor)].source else { continue }
            let copy = UnsafeMutableBufferPointer<Float>.allocate(capacity: max(1, constant.elementCount))
            _ = copy.initialize(from: constant.floats ?? [])
            constants[tensor] = copy
        }
    }

    deinit {
        for copy in constants.values { copy.deallocate() }
    }

    package var arenaByteCount: Int { memory.arenaByteCount }

    package func run(
        inputs: [UnsafeRawPointer],
        outputs: [UnsafeMutableRawPointer],
        arena: UnsafeMutableRawPointer,
        stop: StopFlag
    ) throws(InferenceError) {
        for step in steps {
            guard !stop.isRaised else { throw .stopped }
            let operands = step.inputs.map { tensor in
                UnsafePointer(address(tensor, inputs, outputs, arena).assumingMemoryBound(to: Float.self))
            }
            let target = address(step.output, inputs, outputs, arena)
            step.kernel.run(operands, target.assumingMemoryBound(to: Float.self))
        }
    }

    private func address(
        _ tensor: Program.TensorID,
        _ inputs: [UnsafeRawPointer],
        _ outputs: [UnsafeMutableRawPointer],
        _ arena: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        switch memory.places[tensor] {
        case .arena(let offset): arena + offset
        case .input(let index): UnsafeMutableRawPointer(mutating: inputs[index])
        case .output(let index): outputs[index]
        case .constant: constants[tensor].flatMap { $0.baseAddress.map(UnsafeMutableRawPointer.init) } ?? arena
        }
    }
}
