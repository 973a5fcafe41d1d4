/// The upper half of a 32-bit float, as `bf16` kernels read and write it.
package enum BrainFloat {
    /// Rounds to the nearest, halves to even; NaN stays NaN.
    package static func bits(_ float: Float) -> UInt16 {
        let bits = float.bitPattern
        if float.isNaN { return UInt16(bits >> 16) | 0x40 }
        return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ ((bits >> 16) & 1)) >> 16)
    }

    package static func float(_ bits: UInt16) -> Float {
        Float(bitPattern: UInt32(bits) << 16)
    }
}
