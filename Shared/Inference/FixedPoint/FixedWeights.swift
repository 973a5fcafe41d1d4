import CFixed
import Inference

/// The weights of one layer as words, with a unit for every output channel.
///
/// A channel's unit is the finest power of two with which its weights fit into words and no sum of any inputs exceeds the
/// 32 bits of the accumulator, its bias and the rounding included. So the accumulators never overflow, whatever comes in.
final class FixedWeights {
    /// Keeps the sources alive, whose identities name this.
    private let sources: [Constant]
    let words: [Int16]
    /// In the units of the sums.
    let bias: [Int32]
    /// By output channel the bits behind the point of its weights.
    let shifts: [Int32]

    /// - Parameters:
    ///   - source: [outputs, …], a channel's weights one after another.
    ///   - constant: The bias: one per output channel, or none.
    ///   - shape: The layer's.
    ///   - format: Of activations.
    ///   - node: Its name in errors.
    ///   - inner: The place of a channel's weight in its window, by its place in the source.
    /// - Throws: ``ModelError/backend(node:reason:)`` if weights are too large for any unit.
    init(
        _ source: Constant,
        bias constant: Constant?,
        shape: rubato_fixed,
        format: FixedFormat,
        node: String,
        inner: (Int) -> Int
    ) throws(ModelError) {
        sources = [source] + (constant.map { [$0] } ?? [])
        let bias = constant?.floats ?? []
        let numbers = source.floats ?? []
        let outputs = Int(shape.output_channels)
        let perGroup = outputs / Int(shape.groups)
        let count = numbers.count / max(1, outputs)
        var shape = shape
        let wordCount = rubato_fixed_weight_count(&shape)
        var words = [Int16](repeating: 0, count: wordCount)
        var (sums, shifts): ([Int32], [Int32]) = ([], [])
        for output in 0..<outputs {
            let own = numbers[output * count..<(output + 1) * count]
            let start = bias.isEmpty ? 0 : bias[output]
            guard let shift = Self.shift(Array(own), bias: start, format: format) else {
                throw .backend(node: node, reason: "weights of channel \(output) do not fit into words of 16 bits")
            }
            for (place, number) in own.enumerated() {
                let index = rubato_fixed_weight_index(
                    &shape,
                    CInt(output / perGroup),
                    CInt(output % perGroup),
                    CInt(inner(place))
                )
                words[index] = Int16(Self.units(number, shift))
            }
            sums.append(Int32(Self.units(start, shift + format.fractionBits)))
            shifts.append(Int32(shift))
        }
        self.words = words
        self.bias = sums
        self.shifts = shifts
    }

    var byteCount: Int { words.count * 2 + (bias.count + shifts.count) * 4 }

    /// The finest unit, as bits behind the point; `nil` if there is none.
    static func shift(_ weights: [Float], bias: Float, format: FixedFormat) -> Int? {
        guard bias.isFinite, weights.allSatisfy(\.isFinite) else { return nil }
        return (0...30).reversed().first { shift in
            var sum = abs(units(bias, shift + format.fractionBits)) + (shift > 0 ? exp2(Double(shift - 1)) : 0)
            for weight in weights {
                let word = abs(units(weight, shift))
                guard word <= 32_767 else { return false }
                sum += word * 32_768
            }
            return sum <= Double(Int32.max)
        }
    }

    /// The nearest whole number of units.
    private static func units(_ number: Float, _ bits: Int) -> Double {
        (Double(number) * exp2(Double(bits))).rounded()
    }

    private static func exp2(_ bits: Double) -> Double { Double(sign: .plus, exponent: Int(bits), significand: 1) }
}
