import CFixed
import Inference

/// A convolution or a product with weights on words of 16 bits.
struct FixedKernel: PortableKernel {
    private let shape: rubato_fixed
    private let weights: FixedWeights
    private let scratch: FixedScratch
    /// What is no range of results: applied to the rounded ones, and rounded again.
    private let activation: UnaryFunction?
    private let count: Int
    private let addsResidual: Bool

    init(
        _ shape: rubato_fixed,
        _ weights: FixedWeights,
        activation: UnaryFunction?,
        addsResidual: Bool,
        scratch: FixedScratch
    ) {
        var shape = shape
        let range = FixedRange(activation, scale: shape.scale)
        shape.minimum = range?.minimum ?? FixedRange.all.minimum
        shape.maximum = range?.maximum ?? FixedRange.all.maximum
        scratch.reserve(rubato_fixed_scratch_bytes(&shape))
        self.shape = shape
        self.weights = weights
        self.scratch = scratch
        self.addsResidual = addsResidual
        self.activation = range == nil ? activation : nil
        count = Int(shape.batch * shape.output_rows * shape.output_columns * shape.output_channels)
    }

    func run(_ inputs: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        withUnsafePointer(to: shape) { shape in
            rubato_fixed_run(
                shape,
                inputs[0],
                weights.words,
                weights.bias,
                weights.shifts,
                addsResidual ? inputs[1] : nil,
                output,
                scratch.base
            )
        }
        guard let activation else { return }
        for index in 0..<count { output[index] = activation(output[index]) }
        rubato_fixed_round(output, output, count, shape.scale)
    }
}

/// What an activation does as a range of results, in units.
struct FixedRange: Equatable {
    let minimum: Int32
    let maximum: Int32

    static let all = FixedRange(minimum: -32_768, maximum: 32_767)

    private init(minimum: Int32, maximum: Int32) {
        self.minimum = minimum
        self.maximum = maximum
    }

    /// `nil` if it is no such thing.
    init?(_ activation: UnaryFunction?, scale: Float) {
        func units(_ number: Float) -> Int32 { Int32(max(-32_768, min(32_767, (number * scale).rounded()))) }
        switch activation {
        case nil: self = .all
        case .relu: self.init(minimum: 0, maximum: 32_767)
        case .clip(let minimum, let maximum): self.init(minimum: units(minimum), maximum: units(maximum))
        case .leakyRelu, .sigmoid, .hardSigmoid, .hardSwish, .tanh, .elu, .exponential, .squareRoot, .magnitude,
            .negation:
            return nil
        }
    }
}
