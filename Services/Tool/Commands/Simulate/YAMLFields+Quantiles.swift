import Simulation
import YAMLFiles

/// Values that a scenario gives as one number, or as the quantiles of what was measured.
extension YAMLFields {
    /// A list of quantiles, evenly spaced from the least to the greatest; `nil` for anything that is no list.
    func quantiles(_ key: String, in limits: ClosedRange<Double>) throws -> Quantiles? {
        guard let items = try? items(key) else { return nil }
        let values = items.compactMap { $0.text.flatMap(Double.init) }
        guard values.count == items.count, values.allSatisfy(limits.contains), let quantiles = Quantiles(values) else {
            throw failure(key, "is a list of quantiles, ascending")
        }
        return quantiles
    }

    /// Microseconds: a number, or quantiles with their median as what is usual.
    func delay(_ key: String, usual: Duration) throws -> (usual: Duration, spread: Quantiles?) {
        guard let spread = try quantiles(key, in: 0...1e9) else {
            return (try duration(key, unit: 1e3) ?? usual, nil)
        }
        let nanoseconds = Quantiles(spread.values.map { $0 * 1e3 })
        return (.nanoseconds(Int64(spread.median * 1e3)), nanoseconds)
    }
}
