import NIOCore

/// Looks through a tensor for what no network can take.
enum TensorCheck {
    /// - Throws: A problem that names the first element that is infinite or not a number.
    static func requireFinite(_ tensor: ByteBuffer, _ datatype: InputDatatype, field: String) throws(APIProblem) {
        guard datatype == .fp32, !isFinite(tensor) else { return }
        let index = firstNonFinite(tensor)
        throw .invalid(field, "not_finite", "element \(index) is infinite or not a number")
    }

    /// Kept without branches inside the loop, so that it runs on whole vectors.
    private static func isFinite(_ tensor: ByteBuffer) -> Bool {
        tensor.withUnsafeReadableBytes { bytes in
            var worst: UInt32 = 0
            for offset in stride(from: 0, to: bytes.count & ~3, by: 4) {
                let bits = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
                worst = max(worst, bits & exponentMask)
            }
            return worst != exponentMask
        }
    }

    private static func firstNonFinite(_ tensor: ByteBuffer) -> Int {
        tensor.withUnsafeReadableBytes { bytes in
            let isBad = { (index: Int) in
                let bits = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: index * 4, as: UInt32.self))
                return bits & exponentMask == exponentMask
            }
            return (0..<bytes.count / 4).first(where: isBad) ?? 0
        }
    }

    private static let exponentMask: UInt32 = 0x7F80_0000
}
