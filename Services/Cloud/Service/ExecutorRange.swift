package import CloudPolicy

/// How many executors the tier may rent as a flag takes it: `3`, or `1..4`.
package struct ExecutorRange: Sendable, Equatable {
    /// More than any machine that emulates the tier has cores for.
    package static let limit = 64

    package let least: Int
    package let most: Int

    package init?(_ text: String) {
        let ends = text.split(separator: "..", omittingEmptySubsequences: false).map { Int($0) }
        guard let first = ends.first, let least = first, let last = ends.last, let most = last, ends.count <= 2,
            1 <= least, least <= most, most <= Self.limit
        else { return nil }
        self.least = least
        self.most = most
    }

    package func limits(startTime: Duration, idleTime: Duration) -> PoolLimits {
        PoolLimits(least: least, most: most, startTime: startTime, idleTime: idleTime)
    }
}
