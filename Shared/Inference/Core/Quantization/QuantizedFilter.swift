/// A convolution's weights as signed bytes with a scale per output channel.
///
/// A class, so that a backend can recognize it in the plans of all batch sizes and convert it once.
package final class QuantizedFilter: Sendable {
    /// The largest weight, of either sign.
    ///
    /// Not 127, because CPUs without VNNI add products of two unsigned bytes and two weights in 16 bits, where sums
    /// beyond the range become its end: 2 · 255 · 64 = 32,640 fits, 2 · 255 · 65 does not. The same weights are used
    /// where the sums would have room for more, so that accuracy measured on one CPU holds on all.
    package static let limit: Float = 64

    /// As in the file: [out, in / groups, height, width].
    package let bytes: [Int8]
    /// By output channel, what a sum of products is multiplied by to become a number.
    package let scales: [Float]
    /// By output channel, what is added to a sum before that: the bias, less what the byte for 0 contributes.
    package let offsets: [Float]

    /// Is `nil` if the weights or the bias cannot be told in this form.
    ///
    /// - Parameters:
    ///   - step: The convolution in floats.
    ///   - source: Of the bytes that it reads.
    init?(_ step: ConvolutionStep, source: Quantization) {
        guard let weights = step.weights.floats, step.outputChannels > 0 else { return nil }
        let bias = step.bias?.floats ?? [Float](repeating: 0, count: step.outputChannels)
        let size = weights.count / step.outputChannels
        var (bytes, scales, offsets): ([Int8], [Float], [Float]) = ([], [], [])
        for channel in 0..<step.outputChannels {
            let own = weights[channel * size..<(channel + 1) * size]
            let largest = own.reduce(0) { max($0, abs($1)) }
            let scale = largest > 0 ? largest / Self.limit : 1
            let factor = source.scale * scale
            guard own.allSatisfy(\.isFinite), scale.isNormal, factor.isNormal, (bias[channel] / factor).isFinite else {
                return nil
            }
            let rounded = own.map { Int8(($0 / scale).rounded(.toNearestOrEven)) }
            bytes += rounded
            scales.append(factor)
            let sum = rounded.reduce(0) { $0 + Int($1) }
            offsets.append(bias[channel] / factor - Float(sum * Int(source.zero)))
        }
        self.bytes = bytes
        self.scales = scales
        self.offsets = offsets
    }
}
