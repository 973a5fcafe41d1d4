/// A convolution's weights in the order in which the kernel reads them.
///
/// Per group and block of eight output channels: tap after tap, and for each tap input channel after input channel, one
/// vector of the eight weights. Channels that do not exist have weight zero.
final class PackedConvolution {
    /// Keeps the source alive, whose identity names this packing.
    private let source: Constant
    let vectors: UnsafeMutableBufferPointer<SIMD8<Float>>
    let blocksPerGroup: Int
    let vectorsPerBlock: Int

    init(_ step: ConvolutionStep) {
        source = step.weights
        let outputs = step.outputChannels / step.groups
        let inputs = step.inputChannels / step.groups
        let taps = step.rows.kernel * step.columns.kernel
        blocksPerGroup = (outputs + 7) / 8
        vectorsPerBlock = taps * inputs
        vectors = .allocate(capacity: max(1, step.groups * blocksPerGroup * vectorsPerBlock))
        vectors.initialize(repeating: .zero)
        let weights = source.floats ?? []
        for output in 0..<step.outputChannels {
            let (group, channel) = output.quotientAndRemainder(dividingBy: outputs)
            let base = (group * blocksPerGroup + channel / 8) * vectorsPerBlock
            for input in 0..<inputs {
                for tap in 0..<taps {
                    vectors[base + tap * inputs + input][channel % 8] = weights[(output * inputs + input) * taps + tap]
                }
            }
        }
    }

    deinit {
        vectors.deallocate()
    }

    var byteCount: Int { vectors.count * MemoryLayout<SIMD8<Float>>.stride }
}
