/// The number format of weights and activations; logits are always 32-bit floats.
package enum Precision: String, Sendable, CaseIterable {
    case f32
    /// 16-bit brain floats with 32-bit sums, on CPUs that multiply them natively.
    case bf16
    /// Convolutions on bytes with 32-bit integer sums, where the ranges of activations were measured; all else as `f32`.
    case int8

    /// Bytes per activation value between stages.
    package var byteCount: Int {
        switch self {
        case .f32, .int8: 4
        case .bf16: 2
        }
    }

    /// Reads activations.
    func floats(_ source: UnsafeRawPointer, count: Int) -> [Float] {
        switch self {
        case .f32, .int8:
            Array(UnsafeBufferPointer(start: source.assumingMemoryBound(to: Float.self), count: count))
        case .bf16:
            UnsafeBufferPointer(start: source.assumingMemoryBound(to: UInt16.self), count: count)
                .map(BrainFloat.float)
        }
    }

    /// Writes activations.
    func store(_ numbers: [Float], to target: UnsafeMutableRawPointer) {
        for (index, number) in numbers.enumerated() {
            switch self {
            case .f32, .int8: target.storeBytes(of: number, toByteOffset: index * 4, as: Float.self)
            case .bf16: target.storeBytes(of: BrainFloat.bits(number), toByteOffset: index * 2, as: UInt16.self)
            }
        }
    }
}
