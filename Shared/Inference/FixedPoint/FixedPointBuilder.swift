import CFixed
package import Inference

/// Makes plans of fixed-point kernels that share weights and scratch memory.
package final class FixedPointBuilder: PlanBuilder {
    /// Weights are told apart by their identity, and so are biases, since files share equal ones.
    private struct Key: Hashable {
        let weights: ObjectIdentifier
        let bias: ObjectIdentifier?
    }

    private let format: FixedFormat
    private let portable = PortableBuilder()
    private let scratch = FixedScratch()
    /// The values keep alive what the keys name.
    private var known: [Key: FixedWeights] = [:]

    package init(_ format: FixedFormat) {
        self.format = format
    }

    package var weightBytes: Int { known.values.reduce(0) { $0 + $1.byteCount } }

    package func plan(_ program: Program, floatOutputs: Set<Int>) throws(ModelError) -> any StagePlan {
        var kernels: [any PortableKernel] = []
        for step in program.steps { kernels.append(try kernel(step, program)) }
        let memory = MemoryPlan(program) { program.tensors[$0].elementCount * MemoryLayout<Float>.size }
        return PortablePlan(program, memory: memory, kernels: kernels)
    }

    private func kernel(_ step: ProgramStep, _ program: Program) throws(ModelError) -> any PortableKernel {
        switch step.kind {
        case .convolution(let convolution): return try kernel(convolution, node: step.name)
        case .innerProduct(let product): return try kernel(product, node: step.name)
        case .pool, .matrixProduct, .unary, .binary, .concat, .softmax, .reduce, .permute, .copy,
            .quantizedConvolution, .quantize, .dequantize:
            return RoundedKernel(
                inner: portable.kernel(step, program),
                count: program.tensors[step.output].elementCount,
                scale: format.scale
            )
        }
    }

    private func kernel(_ step: ConvolutionStep, node: String) throws(ModelError) -> any PortableKernel {
        let shape = rubato_fixed(step, scale: format.scale)
        let inputs = step.inputChannels / step.groups
        let taps = step.rows.kernel * step.columns.kernel
        // The file has channel by channel and tap by tap, a window has it the other way round.
        let weights = try weights(step.weights, step.bias, shape, node: node) { $0 % taps * inputs + $0 / taps }
        return FixedKernel(
            shape,
            weights,
            activation: step.activation,
            addsResidual: step.addsResidual,
            scratch: scratch
        )
    }

    private func kernel(_ step: InnerProductStep, node: String) throws(ModelError) -> any PortableKernel {
        let shape = rubato_fixed(step, scale: format.scale)
        let weights = try weights(step.weights, step.bias, shape, node: node) { $0 }
        return FixedKernel(shape, weights, activation: step.activation, addsResidual: false, scratch: scratch)
    }

    private func weights(
        _ source: Constant,
        _ bias: Constant?,
        _ shape: rubato_fixed,
        node: String,
        inner: (Int) -> Int
    ) throws(ModelError) -> FixedWeights {
        let key = Key(weights: ObjectIdentifier(source), bias: bias.map { ObjectIdentifier($0) })
        if let known = known[key] { return known }
        let new = try FixedWeights(
            source,
            bias: bias,
            shape: shape,
            format: format,
            node: node,
            inner: inner
        )
        known[key] = new
        return new
    }
}
