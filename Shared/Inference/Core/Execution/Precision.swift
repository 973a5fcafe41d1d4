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
}
