/// How bytes stand for numbers: `number = (byte − zero) · scale`.
package struct Quantization: Hashable, Sendable {
    /// The distance between the numbers of neighboring bytes, above 0.
    package let scale: Float
    /// The byte that stands for 0, exactly; itself 0 where no number is negative.
    package let zero: UInt8

    package init(scale: Float, zero: UInt8) {
        precondition(scale > 0, "bytes stand for different numbers")
        self.scale = scale
        self.zero = zero
    }

    /// Spreads the bytes over a range, which is widened to hold 0.
    package init(minimum: Float, maximum: Float) {
        let (low, high) = (min(minimum, 0), max(maximum, 0))
        let scale = max((high - low) / 255, .leastNormalMagnitude)
        self.init(scale: scale, zero: Self.saturated(-low / scale))
    }

    /// The nearest byte, halves to even; the first or last one beyond the range.
    package func byte(_ number: Float) -> UInt8 {
        Self.saturated(number * (1 / scale) + Float(zero))
    }

    package func number(_ byte: UInt8) -> Float {
        Float(Int(byte) - Int(zero)) * scale
    }

    /// Rounds; what is no number becomes 0.
    static func saturated(_ number: Float) -> UInt8 {
        guard number > 0 else { return 0 }
        return number < 255 ? UInt8(number.rounded(.toNearestOrEven)) : 255
    }
}
