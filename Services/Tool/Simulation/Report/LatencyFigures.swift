/// Quantiles and mean of the time from arrival to answer, in milliseconds.
package struct LatencyFigures: Hashable, Sendable {
    package var mean = 0.0
    package var p50 = 0.0
    package var p90 = 0.0
    package var p99 = 0.0
    package var p999 = 0.0

    package init() {}

    /// All zero without a value.
    package init(nanoseconds values: [Int64]) {
        guard !values.isEmpty else { return }
        let sorted = values.sorted()
        func quantile(_ share: Double) -> Double {
            let rank = Int((share * Double(sorted.count)).rounded(.up))
            return Double(sorted[min(max(rank, 1), sorted.count) - 1]) / 1e6
        }
        mean = sorted.reduce(0.0) { $0 + Double($1) } / Double(sorted.count) / 1e6
        p50 = quantile(0.5)
        p90 = quantile(0.9)
        p99 = quantile(0.99)
        p999 = quantile(0.999)
    }
}
