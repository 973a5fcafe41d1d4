import CDNNL
import CKernels
import Inference

/// A 3×3 convolution in f32 by minimal filtering, faster than the library's direct way.
///
/// Minimal filtering does a quarter of the multiplications and takes 40 % (AVX2) or 45 to
/// 65 % (AVX-512) of the time of oneDNN 2's kernel for 16 to 128 channels, transforms included.
struct WinogradKernel {
    private let step: ConvolutionStep
    private let weights: DNNLBuffer
    private let bias: DNNLBuffer?
    private let shape: rubato_winograd

    init(_ step: ConvolutionStep, weights: DNNLBuffer, bias: DNNLBuffer?) {
        self.step = step
        self.weights = weights
        self.bias = bias
        let range = Self.range(step.activation) ?? (-.infinity, .infinity)
        shape = rubato_winograd(
            batch: CInt(step.batch),
            input_rows: CInt(step.rows.input),
            input_columns: CInt(step.columns.input),
            input_channels: CInt(step.inputChannels),
            output_rows: CInt(step.rows.output),
            output_columns: CInt(step.columns.output),
            output_channels: CInt(step.outputChannels),
            rows_before: CInt(step.rows.before),
            columns_before: CInt(step.columns.before),
            minimum: range.0,
            maximum: range.1
        )
    }

    /// Whether this CPU has the kernel's instructions.
    static let isAvailable = rubato_winograd_is_available()

    /// Whether the kernel computes that convolution; below 16 channels the transforms would take longer than they save.
    static func suits(_ step: ConvolutionStep) -> Bool {
        let isSquare = [step.rows, step.columns].allSatisfy { $0.kernel == 3 && $0.stride == 1 && $0.dilation == 1 }
        let channels = [step.inputChannels, step.outputChannels]
        return isSquare && step.groups == 1 && channels.allSatisfy { $0 >= 16 && $0 % 8 == 0 }
            && range(step.activation) != nil
    }

    /// What the activation does as a range of results; nil if it is no such thing.
    private static func range(_ activation: UnaryFunction?) -> (Float, Float)? {
        switch activation {
        case nil: (-.infinity, .infinity)
        case .relu: (0, .infinity)
        case .clip(let minimum, let maximum): (minimum, maximum)
        case .leakyRelu, .sigmoid, .hardSigmoid, .hardSwish, .tanh, .elu, .exponential, .squareRoot, .magnitude,
            .negation:
            nil
        }
    }

    var scratchByteCount: Int {
        withUnsafePointer(to: shape) { rubato_winograd_scratch_count($0) } * MemoryLayout<Float>.size
    }

    func run(
        input: UnsafeRawPointer,
        residual: UnsafeRawPointer?,
        output: UnsafeMutableRawPointer,
        scratch: UnsafeMutableRawPointer
    ) {
        withUnsafePointer(to: shape) { shape in
            rubato_winograd_run(
                shape,
                input.assumingMemoryBound(to: Float.self),
                weights.base.assumingMemoryBound(to: Float.self),
                bias?.base.assumingMemoryBound(to: Float.self),
                residual?.assumingMemoryBound(to: Float.self),
                output.assumingMemoryBound(to: Float.self),
                scratch.assumingMemoryBound(to: Float.self)
            )
        }
    }

    /// The weights as the kernel wants them.
    static func transformed(_ step: ConvolutionStep, _ engine: DNNLEngine) throws(DNNLFailure) -> DNNLBuffer {
        let (inputs, outputs) = (CInt(step.inputChannels), CInt(step.outputChannels))
        let count = rubato_winograd_weight_count(inputs, outputs)
        let buffer = try DNNLBuffer(try DNNLLayout.plain([count], dnnl_f32), engine)
        rubato_winograd_transform_weights(
            step.weights.floats ?? [],
            inputs,
            outputs,
            buffer.base.assumingMemoryBound(to: Float.self)
        )
        return buffer
    }
}
