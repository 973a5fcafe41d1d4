/// Turns convolutions of floats into convolutions of bytes, in programs for every batch size of one model.
///
/// A convolution becomes one of bytes if the range of what it reads is known. What reaches beyond a stage, exits'
/// classifiers and all other operations stay floats.
package final class Quantizer {
    private struct Key: Hashable {
        let weights: ObjectIdentifier
        let bias: ObjectIdentifier?
        let source: Quantization
    }

    /// By the name of the value.
    private let known: [String: Quantization]
    private var filters: [Key: QuantizedFilter] = [:]
    /// Keeps alive what the keys name.
    private var constants: [Constant] = []

    package init(_ ranges: ActivationRanges) {
        known = Dictionary(
            ranges.ranges.map { ($0.value, Quantization(minimum: $0.minimum, maximum: $0.maximum)) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    func quantized(_ program: Program) -> Program {
        var conversions: [Int: QuantizedProgramBuilder.Conversion] = [:]
        for (index, step) in program.steps.enumerated() {
            guard case .convolution(let layer) = step.kind, let source = source(of: layer),
                let filter = filter(layer, source)
            else { continue }
            conversions[index] = .init(layer: layer, source: source, filter: filter)
        }
        return QuantizedProgramBuilder.program(program, conversions)
    }

    /// How a convolution reads bytes; `nil` if it has to read floats.
    private func source(of layer: ConvolutionStep) -> Quantization? {
        guard let value = layer.sourceName, let source = known[value] else { return nil }
        // Padding is bytes of 0, which are not the number 0 where a value may be negative.
        guard source.zero == 0 || !layer.hasPadding else { return nil }
        // The library has fast kernels for bytes in one group and in one group per channel.
        let isDepthwise = layer.groups == layer.inputChannels && layer.groups == layer.outputChannels
        return layer.groups == 1 || isDepthwise ? source : nil
    }

    private func filter(_ layer: ConvolutionStep, _ source: Quantization) -> QuantizedFilter? {
        let key = Key(
            weights: ObjectIdentifier(layer.weights),
            bias: layer.bias.map { ObjectIdentifier($0) },
            source: source
        )
        if let known = filters[key] { return known }
        let filter = QuantizedFilter(layer, source: source)
        filters[key] = filter
        constants += [layer.weights, layer.bias].compactMap(\.self)
        return filter
    }
}
