package import Kernel

/// The share of dominant classes among what was recognized lately.
///
/// As MCDNN's authors count: nothing is said in the first window, and what was recognized in it does not count; from
/// then on the share is that of the last window, and a single observation is enough for one.
package struct ContextWindow: Sendable {
    /// The most observations that are kept; at the bound the oldest goes.
    private static let limit = 10_000

    private let length: Duration
    private let start: Instant
    private var observations: [(at: Instant, isFrequent: Bool)] = []
    private var first = 0
    private var frequent = 0

    package init(length: Duration, start: Instant) {
        precondition(length > .zero, "a window has a length")
        self.length = length
        self.start = start
    }

    /// The share, 0…1; `nil` if nothing was recognized yet.
    package var share: Double? {
        let count = observations.count - first
        return count > 0 ? Double(frequent) / Double(count) : nil
    }

    package mutating func observe(isFrequent: Bool, at now: Instant) {
        guard now > start + length else { return }
        observations.append((now, isFrequent))
        if isFrequent { frequent += 1 }
        while observations[first].at < now - length || observations.count - first > Self.limit {
            if observations[first].isFrequent { frequent -= 1 }
            first += 1
        }
        if first > Self.limit {
            observations.removeFirst(first)
            first = 0
        }
    }
}
