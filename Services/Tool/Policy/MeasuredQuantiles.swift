/// Quantiles as scenarios take them: evenly spaced from the least to the greatest.
///
/// The last one lies at the limit, so that a single hiccup does not stretch the whole upper end. For delays that is the 95th of a
/// hundred: longer ones are mostly moments in which the whole machine stood, all clocks have seen them, and drawn for every delay
/// by itself they would count several times.
package enum MeasuredQuantiles {
    package static let delayLimit = 0.95
    package static let stageLimit = 0.99
    private static let steps = 20

    /// Of single measurements; empty without any.
    package static func of(_ values: [Double], limit: Double = delayLimit) -> [Double] {
        guard let last = values.indices.last else { return [] }
        let sorted = values.sorted()
        return shares(limit).map { sorted[Int((Double(last) * $0).rounded())] }
    }

    /// Of single measurements in moments of one length, as many as there are until the last one; a moment in which
    /// nothing was measured is as all of them together.
    package static func of(
        _ values: [(at: Duration, value: Double)],
        moment: Duration,
        limit: Double = delayLimit
    ) -> [[Double]] {
        let all = of(values.map(\.value), limit: limit)
        let places = values.map { max(0, Int($0.at / moment)) }
        guard let last = places.max() else { return [] }
        var sorted = [[Double]](repeating: [], count: last + 1)
        for (place, value) in zip(places, values) { sorted[place].append(value.value) }
        return sorted.map { $0.isEmpty ? all : of($0, limit: limit) }
    }

    private static func shares(_ limit: Double) -> [Double] {
        (0...steps).map { min(limit, Double($0) / Double(steps)) }
    }

    /// Of a histogram, given by upper bounds, ascending, each with the number of measurements up to it.
    ///
    /// On straight lines within the buckets; empty for an empty histogram.
    package static func of(_ buckets: [(bound: Double, count: Double)], limit: Double = delayLimit) -> [Double] {
        guard let total = buckets.last?.count, total > 0 else { return [] }
        let greatest = buckets.last { $0.bound.isFinite }?.bound ?? 0
        return shares(limit).map { share in
            var below = (bound: 0.0, count: 0.0)
            for bucket in buckets {
                if bucket.count > 0, bucket.count >= share * total {
                    guard bucket.bound.isFinite else { return greatest }
                    let part = (share * total - below.count) / max(1e-9, bucket.count - below.count)
                    return below.bound + (bucket.bound - below.bound) * min(1, max(0, part))
                }
                below = bucket
            }
            return greatest
        }
    }
}
