/// A convolution of bytes in whole numbers; each byte is a float with that value, as portable plans keep them.
///
/// The reference for other backends: exact sums, then the same operations on 32-bit floats in the same order.
struct QuantizedConvolutionKernel: PortableKernel {
    private let step: QuantizedConvolutionStep
    private let layer: ConvolutionStep
    /// Channels that one output channel reads.
    private let inputs: Int

    init(_ step: QuantizedConvolutionStep) {
        self.step = step
        layer = step.layer
        inputs = layer.inputChannels / layer.groups
    }

    func run(_ operands: [UnsafePointer<Float>], _ output: UnsafeMutablePointer<Float>) {
        let pixels = layer.rows.output * layer.columns.output
        let size = layer.rows.input * layer.columns.input * layer.inputChannels
        for index in 0..<layer.batch * pixels {
            let (sample, pixel) = index.quotientAndRemainder(dividingBy: pixels)
            let (row, column) = pixel.quotientAndRemainder(dividingBy: layer.columns.output)
            for channel in 0..<layer.outputChannels {
                let sum = sum(operands[0] + sample * size, row, column, channel)
                let place = index * layer.outputChannels + channel
                output[place] = finished(sum, channel, layer.addsResidual ? operands[1][place] : nil)
            }
        }
    }

    private func sum(_ picture: UnsafePointer<Float>, _ row: Int, _ column: Int, _ channel: Int) -> Int32 {
        let taps = layer.rows.kernel * layer.columns.kernel
        let first = channel / (layer.outputChannels / layer.groups) * inputs
        var sum: Int32 = 0
        for tap in 0..<taps {
            let (tapRow, tapColumn) = tap.quotientAndRemainder(dividingBy: layer.columns.kernel)
            let y = row * layer.rows.stride - layer.rows.before + tapRow * layer.rows.dilation
            let x = column * layer.columns.stride - layer.columns.before + tapColumn * layer.columns.dilation
            guard y >= 0, y < layer.rows.input, x >= 0, x < layer.columns.input else { continue }
            let source = picture + (y * layer.columns.input + x) * layer.inputChannels + first
            for input in 0..<inputs {
                let weight = step.filter.bytes[(channel * inputs + input) * taps + tap]
                sum += Int32(weight) * Int32(source[input])
            }
        }
        return sum
    }

    private func finished(_ sum: Int32, _ channel: Int, _ residual: Float?) -> Float {
        var number = (Float(sum) + step.filter.offsets[channel]) * step.filter.scales[channel]
        if let residual { number += residual * (step.residual?.scale ?? 1) }
        if let activation = layer.activation { number = activation(number) }
        return step.target.map { Float($0.byte(number)) } ?? number
    }
}
