/// Words of 16 bits with a binary point.
package struct FixedFormat: Hashable, Sendable {
    /// Bits behind the point, 0…15.
    package let fractionBits: Int

    package init(fractionBits: Int) {
        precondition((0...15).contains(fractionBits), "a word has a sign and 15 bits")
        self.fractionBits = fractionBits
    }

    /// Units in 1.
    package var scale: Float { Float(1 << fractionBits) }

    /// The word nearest to a number, halves up; numbers beyond the range become its ends.
    package func word(_ number: Float) -> Int16 {
        let units = (number * scale + 0.5).rounded(.down)
        return units.isNaN ? 0 : Int16(max(-32_768, min(32_767, units)))
    }

    package func number(_ word: Int16) -> Float { Float(word) / scale }
}
