/// A distribution as it was measured: its quantiles, evenly spaced from the least to the greatest.
package struct Quantiles: Hashable, Sendable {
    /// Ascending; at least one.
    package let values: [Double]

    /// Takes what was measured; `nil` for no numbers, and for numbers that do not ascend.
    package init?(_ values: [Double]) {
        guard !values.isEmpty, values.allSatisfy(\.isFinite), zip(values, values.dropFirst()).allSatisfy(<=) else {
            return nil
        }
        self.values = values
    }

    /// The same distribution of values that are a positive factor times as large.
    package func scaled(by factor: Double) -> Quantiles { Quantiles(ascending: values.map { $0 * factor }) }

    private init(ascending values: [Double]) { self.values = values }

    package var median: Double { value(at: 0.5) }

    /// The value below which that share lies, 0…1, on straight lines between the quantiles.
    package func value(at share: Double) -> Double {
        let place = share * Double(values.count - 1)
        let low = min(max(0, Int(place)), values.count - 1)
        let high = min(low + 1, values.count - 1)
        return values[low] + (values[high] - values[low]) * (place - Double(low))
    }
}
