import CFixed

@testable import Inference
@testable import InferenceFixed
import Kernel

/// A random convolution, and what it computes on words, written down as the sum that defines it.
struct FixedLayer {
    let step: ConvolutionStep
    let input: [Float]
    let residual: [Float]
    private let weights: [Float]
    private let bias: [Float]

    init(_ random: inout SeededGenerator) {
        let groups = [1, 1, 2, 4].randomElement(using: &random) ?? 1
        let inputs = groups * Int.random(in: 1...5, using: &random)
        let outputs = groups * Int.random(in: 1...20, using: &random)
        let rows = Self.axis(&random)
        let columns = Self.axis(&random)
        let batch = Int.random(in: 1...3, using: &random)
        let taps = rows.kernel * columns.kernel
        weights = random.floats(outputs * inputs / groups * taps, scale: 2)
        bias = Bool.random(using: &random) ? random.floats(outputs, scale: 3) : []
        let activation: UnaryFunction? = [nil, .relu, .clip(minimum: -1, maximum: 6), .sigmoid].randomElement(
            using: &random
        ).flatMap { $0 }
        let adds = Bool.random(using: &random)
        step = ConvolutionStep(
            batch: batch,
            inputChannels: inputs,
            outputChannels: outputs,
            groups: groups,
            rows: rows,
            columns: columns,
            weights: Constant(weights, shape: [outputs, inputs / groups, rows.kernel, columns.kernel]),
            bias: bias.isEmpty ? nil : Constant(bias, shape: [outputs]),
            addsResidual: adds,
            activation: activation
        )
        input = random.floats(batch * rows.input * columns.input * inputs, scale: 8)
        residual = adds ? random.floats(batch * rows.output * columns.output * outputs, scale: 8) : []
    }

    private static func axis(_ random: inout SeededGenerator) -> AxisGeometry {
        let kernel = Int.random(in: 1...3, using: &random)
        let (stride, dilation) = (Int.random(in: 1...2, using: &random), Int.random(in: 1...2, using: &random))
        let before = Int.random(in: 0...1, using: &random)
        let input = Int.random(in: 5...11, using: &random)
        let output = (input + 2 * before - dilation * (kernel - 1) - 1) / stride + 1
        return AxisGeometry(
            input: input,
            output: output,
            kernel: kernel,
            stride: stride,
            dilation: dilation,
            before: before,
            after: before
        )
    }

    private var count: Int { step.batch * step.rows.output * step.columns.output * step.outputChannels }

    func computed(_ format: FixedFormat) throws -> [Float] {
        let shape = rubato_fixed(step, scale: format.scale)
        let inputs = step.inputChannels / step.groups
        let taps = step.rows.kernel * step.columns.kernel
        let words = try FixedWeights(step.weights, bias: step.bias, shape: shape, format: format, node: "c") {
            $0 % taps * inputs + $0 / taps
        }
        let kernel = FixedKernel(
            shape,
            words,
            activation: step.activation,
            addsResidual: step.addsResidual,
            scratch: FixedScratch()
        )
        var output = [Float](repeating: .nan, count: count)
        input.withUnsafeBufferPointer { input in
            residual.withUnsafeBufferPointer { residual in
                let operands = [input.baseAddress, residual.baseAddress].compactMap { $0 }
                output.withUnsafeMutableBufferPointer { output in
                    if let base = output.baseAddress { kernel.run(operands, base) }
                }
            }
        }
        return output
    }

    func expected(_ format: FixedFormat) -> [Float] {
        (0..<count).map { index in
            let (pixel, channel) = index.quotientAndRemainder(dividingBy: step.outputChannels)
            let own = weights.count / step.outputChannels
            let row = Array(weights[channel * own..<(channel + 1) * own])
            let start = bias.isEmpty ? 0 : bias[channel]
            guard let shift = FixedWeights.shift(row, bias: start, format: format) else { return .nan }
            let unit = Float(sign: .plus, exponent: shift, significand: 1)
            var sum = Int((start * unit * format.scale).rounded())
            for (place, weight) in row.enumerated() {
                sum += Int((weight * unit).rounded()) * Int(format.word(value(pixel, channel, place)))
            }
            let half = shift > 0 ? 1 << (shift - 1) : 0
            var word = max(-32_768, min(32_767, (sum + half) >> shift))
            if step.addsResidual { word = max(-32_768, min(32_767, word + Int(format.word(residual[index])))) }
            let number = Float(word) / format.scale
            return step.activation.map { format.number(format.word($0(number))) } ?? number
        }
    }

    /// What the weight at a place of a channel's list meets at a pixel.
    private func value(_ pixel: Int, _ channel: Int, _ place: Int) -> Float {
        let taps = step.rows.kernel * step.columns.kernel
        let inputs = step.inputChannels / step.groups
        let (sample, inSample) = pixel.quotientAndRemainder(dividingBy: step.rows.output * step.columns.output)
        let (row, column) = inSample.quotientAndRemainder(dividingBy: step.columns.output)
        let (tapRow, tapColumn) = (place % taps).quotientAndRemainder(dividingBy: step.columns.kernel)
        let y = row * step.rows.stride - step.rows.before + tapRow * step.rows.dilation
        let x = column * step.columns.stride - step.columns.before + tapColumn * step.columns.dilation
        guard (0..<step.rows.input).contains(y), (0..<step.columns.input).contains(x) else { return 0 }
        let group = channel / (step.outputChannels / step.groups)
        let line = (sample * step.rows.input + y) * step.columns.input + x
        return input[line * step.inputChannels + group * inputs + place / taps]
    }
}
