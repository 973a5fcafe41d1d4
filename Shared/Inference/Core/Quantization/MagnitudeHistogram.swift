/// Counts magnitudes in bins of equal width, which doubles whenever a number lies beyond the last.
struct MagnitudeHistogram {
    private static let binCount = 2_048

    private(set) var counts = [Int](repeating: 0, count: Self.binCount)
    private(set) var width: Float = 0
    private(set) var largest: Float = 0

    /// The middle of a bin.
    func middle(_ bin: Int) -> Float { (Float(bin) + 0.5) * width }

    /// - Parameter magnitude: Finite and above 0.
    mutating func add(_ magnitude: Float) {
        if width == 0 { width = max(magnitude / Float(Self.binCount / 2), .leastNormalMagnitude) }
        while magnitude >= width * Float(Self.binCount) { fold() }
        counts[min(Int(magnitude / width), Self.binCount - 1)] += 1
        largest = max(largest, magnitude)
    }

    private mutating func fold() {
        for bin in 0..<Self.binCount / 2 { counts[bin] = counts[2 * bin] + counts[2 * bin + 1] }
        for bin in Self.binCount / 2..<Self.binCount { counts[bin] = 0 }
        width *= 2
    }
}
