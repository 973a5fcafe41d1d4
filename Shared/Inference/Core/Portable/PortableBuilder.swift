/// Makes portable plans that share packed weights.
package final class PortableBuilder: PlanBuilder {
    /// By the identity of the constant, which the value keeps alive.
    private var packed: [ObjectIdentifier: PackedConvolution] = [:]

    package init() {}

    package var weightBytes: Int { packed.values.reduce(0) { $0 + $1.byteCount } }

    package func plan(_ program: Program, floatOutputs: Set<Int>) throws(ModelError) -> any StagePlan {
        var kernels: [any PortableKernel] = []
        for step in program.steps { kernels.append(kernel(step, program)) }
        let memory = MemoryPlan(program) { program.tensors[$0].elementCount * MemoryLayout<Float>.size }
        return PortablePlan(program, memory: memory, kernels: kernels)
    }

    /// The kernel that computes one step on f32 tensors; other backends use it for what their library lacks.
    package func kernel(_ step: ProgramStep, _ program: Program) -> any PortableKernel {
        let shapes = step.inputs.map { program.tensors[$0].shape }
        let output = program.tensors[step.output].shape
        switch step.kind {
        case .convolution(let convolution): return ConvolutionKernel(convolution, packed: packed(convolution))
        case .innerProduct(let product): return InnerProductKernel(product)
        case .pool(let pool): return PoolKernel(pool)
        case .matrixProduct: return MatrixProductKernel(shapes[0], shapes[1], output)
        case .unary(let function): return UnaryKernel(function, count: output.reduce(1, *))
        case .binary(let function, let activation):
            return BinaryKernel(function, activation, shapes: shapes, output: output)
        case .concat(let axis): return ConcatKernel(shapes, axis: axis)
        case .softmax(let axis): return SoftmaxKernel(output, axis: axis)
        case .reduce(let reduction, let axes): return ReductionKernel(reduction, shapes[0], axes: axes)
        case .permute(let order): return PermutationKernel(shapes[0], order: order)
        case .copy: return CopyKernel(count: output.reduce(1, *))
        case .quantizedConvolution(let convolution): return QuantizedConvolutionKernel(convolution)
        case .quantize(let quantization):
            return QuantizationKernel(quantization: quantization, count: output.reduce(1, *))
        case .dequantize(let quantization):
            return DequantizationKernel(quantization: quantization, count: output.reduce(1, *))
        }
    }

    private func packed(_ step: ConvolutionStep) -> PackedConvolution {
        if let known = packed[ObjectIdentifier(step.weights)] { return known }
        let new = PackedConvolution(step)
        packed[ObjectIdentifier(step.weights)] = new
        return new
    }
}
