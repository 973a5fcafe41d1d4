import Kernel

/// How what was measured was distributed in each moment of a run, moments of one length one after the other.
///
/// Slow moments of a machine touch whatever happens in them, so single draws from the whole run would scatter what came together.
package struct MeasuredCourse: Hashable, Sendable {
    /// At least one; the last one lasts for good.
    package private(set) var moments: [Quantiles]
    /// In nanoseconds, at least one.
    package let momentLength: Int64

    /// Takes the moments in their order; `nil` without any.
    package init?(_ moments: [Quantiles], momentLength: Duration) {
        guard !moments.isEmpty, momentLength >= .nanoseconds(1) else { return nil }
        self.moments = moments
        self.momentLength = momentLength.nanoseconds
    }

    /// The same at all times.
    package init(_ always: Quantiles) {
        moments = [always]
        momentLength = .max
    }

    package func scaled(by factor: Double) -> MeasuredCourse {
        var scaled = self
        scaled.moments = moments.map { $0.scaled(by: factor) }
        return scaled
    }

    /// What is usual: the median of the moments' medians.
    package var median: Double { moments.map(\.median).sorted()[moments.count / 2] }

    /// The value below which that share of the instant's moment lies; nanoseconds from the run's beginning, not negative.
    package func value(at share: Double, now: Int64) -> Double {
        moments[min(moments.count - 1, Int(now / momentLength))].value(at: share)
    }
}
