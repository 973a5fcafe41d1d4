/// A number as it was written: `±significand × 10^exponent`.
struct JSONNumber {
    /// Where its text lies.
    let range: Range<Int>
    let isNegative: Bool
    /// The digits without point, exact if there are at most 19.
    let significand: UInt64
    /// Whether all digits fit into ``significand``.
    let isExact: Bool
    let exponent: Int
    /// Written without point and exponent.
    let isInteger: Bool

    private static let powers: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19,
        1e20, 1e21, 1e22,
    ]

    /// The integer, if it is written as one and 64 bits hold it.
    var integer: Int64? {
        guard isInteger, isExact else { return nil }
        if isNegative { return significand <= 1 << 63 ? Int64(truncatingIfNeeded: 0 &- significand) : nil }
        return Int64(exactly: significand)
    }

    /// The nearest `Float`, if a short way to it is certain.
    ///
    /// One rounding of the significand and one of the product leave the `Double` within two units of its last place. That
    /// rounds to the right `Float` unless it lies that near to the middle between two of them, or outside of the normal range.
    var quickFloat: Float? {
        guard isExact else { return nil }
        guard significand != 0 else { return isNegative ? -0.0 : 0 }
        guard abs(exponent) < Self.powers.count else { return nil }
        let power = Self.powers[abs(exponent)]
        let value = exponent < 0 ? Double(significand) / power : Double(significand) * power
        let tail = value.bitPattern & 0x1FFF_FFFF
        let isNearMiddle = (0x0FFF_FFF8...0x1000_0008).contains(tail)
        guard !isNearMiddle, value > 1.2e-38, value < 3.4e38 else { return nil }
        return isNegative ? -Float(value) : Float(value)
    }

    /// The nearest `Double`, if a short way to it is certain: both operands are exact, so only one rounding happens.
    var quickDouble: Double? {
        guard isExact, significand <= 1 << 53, abs(exponent) < Self.powers.count else { return nil }
        let power = Self.powers[abs(exponent)]
        let value = exponent < 0 ? Double(significand) / power : Double(significand) * power
        return isNegative ? -value : value
    }
}
