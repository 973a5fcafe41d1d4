/// Writes one sample as the first stage reads it: normalized, channels last, in the backend's number format.
struct InputStager {
    private let input: ModelInput
    private let channels: Int
    private let pixels: Int
    /// Per channel, for raw bytes: `byte · factor + offset`.
    private let factors: [Float]
    private let offsets: [Float]
    private let precision: Precision

    /// - Parameters:
    ///   - input: How raw values are normalized.
    ///   - shape: Of one sample, channels first.
    ///   - precision: The format that the first stage reads.
    init(_ input: ModelInput, shape: [Int], precision: Precision) {
        self.input = input
        channels = shape.count == 3 ? shape[0] : 1
        pixels = shape.reduce(1, *) / max(channels, 1)
        self.precision = precision
        let mean = Self.perChannel(input.mean, shape.first ?? 1)
        let std = Self.perChannel(input.std, shape.first ?? 1)
        factors = std.map { Float(input.scale / $0) }
        offsets = zip(mean, std).map { Float(-$0 / $1) }
    }

    /// Bytes of a staged sample.
    var byteCount: Int { input.elementCount * precision.byteCount }

    func write(
        _ source: UnsafeRawBufferPointer,
        _ datatype: InputDatatype,
        to target: UnsafeMutableRawPointer
    ) throws(InferenceError) {
        let expected = input.byteCount(datatype)
        guard source.count == expected else { throw .inputByteCount(expected: expected, actual: source.count) }
        switch (datatype, precision) {
        case (.fp32, .f32), (.fp32, .int8): move(source, to: target.assumingMemoryBound(to: Float.self), float)
        case (.uint8, .f32), (.uint8, .int8):
            move(source, to: target.assumingMemoryBound(to: Float.self), normalized)
        case (.fp32, .bf16):
            move(source, to: target.assumingMemoryBound(to: UInt16.self)) { BrainFloat.bits(float($0, $1, $2)) }
        case (.uint8, .bf16):
            move(source, to: target.assumingMemoryBound(to: UInt16.self)) { BrainFloat.bits(normalized($0, $1, $2)) }
        }
    }

    private func move<Number>(
        _ source: UnsafeRawBufferPointer,
        to target: UnsafeMutablePointer<Number>,
        _ number: (UnsafeRawBufferPointer, Int, Int) -> Number
    ) {
        for channel in 0..<channels {
            for pixel in 0..<pixels {
                target[pixel * channels + channel] = number(source, channel * pixels + pixel, channel)
            }
        }
    }

    private func float(_ source: UnsafeRawBufferPointer, _ index: Int, _: Int) -> Float {
        Float(bitPattern: UInt32(littleEndian: source.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self)))
    }

    private func normalized(_ source: UnsafeRawBufferPointer, _ index: Int, _ channel: Int) -> Float {
        let channel = min(channel, factors.count - 1)
        return Float(source[index]) * factors[channel] + offsets[channel]
    }

    private static func perChannel(_ list: [Double], _ channels: Int) -> [Double] {
        list.count == 1 ? [Double](repeating: list[0], count: max(channels, 1)) : list
    }
}
