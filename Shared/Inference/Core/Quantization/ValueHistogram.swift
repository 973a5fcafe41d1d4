/// What one value of a network was seen to be, and the range that its bytes are best spread over.
struct ValueHistogram {
    /// What the percentile leaves out, as a share.
    private static let tail = 1e-4

    private var positive = MagnitudeHistogram()
    private var negative = MagnitudeHistogram()

    /// Takes numbers in; zeros are exact in any range, and what is not finite has no place in one.
    mutating func add(_ numbers: [Float]) {
        for number in numbers where number.isFinite {
            if number > 0 { positive.add(number) } else if number < 0 { negative.add(-number) }
        }
    }

    /// - Returns: 0…1 for a value that was always 0.
    func range(_ rule: RangeRule) -> (minimum: Float, maximum: Float) {
        let whole = (minimum: 0 - negative.largest, maximum: positive.largest)
        guard whole.minimum < whole.maximum else { return (0, 1) }
        switch rule {
        case .largest: return whole
        case .percentile:
            let limit = percentile()
            return (max(whole.minimum, -limit), min(whole.maximum, limit))
        case .squaredError:
            let shares = stride(from: Float(1), through: 0.2, by: -0.01)
            let best = shares.min { error(whole, $0) < error(whole, $1) } ?? 1
            return (best * whole.minimum, best * whole.maximum)
        }
    }

    private func percentile() -> Float {
        let total = (positive.counts + negative.counts).reduce(0, +)
        let left = Double(total) * Self.tail
        let sides = [positive, negative].flatMap { side in
            side.counts.indices.map { (end: Float($0 + 1) * side.width, count: side.counts[$0]) }
        }
        var seen = 0.0
        for bin in sides.sorted(by: { $0.end > $1.end }) {
            seen += Double(bin.count)
            if seen > left { return bin.end }
        }
        return 0
    }

    /// The sum of squared errors if bytes are spread over that share of the range.
    private func error(_ whole: (minimum: Float, maximum: Float), _ share: Float) -> Double {
        let step = Double(share * (whole.maximum - whole.minimum)) / 255
        let sides = [(positive, share * whole.maximum), (negative, -share * whole.minimum)]
        return sides.reduce(0) { sum, side in
            let (histogram, limit) = side
            return histogram.counts.indices.reduce(sum) { sum, bin in
                let beyond = Double(histogram.middle(bin) - limit)
                // An error of rounding is spread evenly over one step.
                return sum + Double(histogram.counts[bin]) * (beyond > 0 ? beyond * beyond : step * step / 12)
            }
        }
    }
}
