/// Quantiles as scenarios take them: evenly spaced from the least to the greatest.
///
/// The last one is the 99th of a hundred, so that a single hiccup does not stretch the whole upper end.
package enum MeasuredQuantiles {
    /// Every twentieth.
    package static let shares = (0...20).map { min(0.99, Double($0) / 20) }

    /// Of single measurements; empty without any.
    package static func of(_ values: [Double]) -> [Double] {
        guard let last = values.indices.last else { return [] }
        let sorted = values.sorted()
        return shares.map { sorted[Int((Double(last) * $0).rounded())] }
    }

    /// Of a histogram, on straight lines within its buckets; empty for an empty one.
    ///
    /// - Parameter buckets: Upper bounds, ascending, each with the number of measurements up to it.
    package static func of(_ buckets: [(bound: Double, count: Double)]) -> [Double] {
        guard let total = buckets.last?.count, total > 0 else { return [] }
        let greatest = buckets.last { $0.bound.isFinite }?.bound ?? 0
        return shares.map { share in
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
