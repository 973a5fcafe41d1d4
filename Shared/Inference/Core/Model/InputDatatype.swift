/// How a client writes the values of a sample, named as in the Open Inference Protocol.
package enum InputDatatype: String, Sendable, CaseIterable {
    /// 32-bit little-endian floats, already normalized, in the model's layout.
    case fp32 = "FP32"
    /// Raw bytes in the model's layout; the worker normalizes them, so a sample is a quarter of the size on the wire.
    case uint8 = "UINT8"

    /// Bytes per value.
    package var byteCount: Int {
        switch self {
        case .fp32: 4
        case .uint8: 1
        }
    }
}
