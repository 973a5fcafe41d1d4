/// How long to wait before trying again: `first · 2ⁿ`, at most `limit`, and of that a random half to whole.
///
/// From 50 ms to 2 s: at most 0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 2, 2 … seconds.
package struct Backoff: Sendable, Equatable {
    private let first: Duration
    private let limit: Duration
    private var next: Duration

    package init(first: Duration = .milliseconds(50), limit: Duration = .seconds(2)) {
        self.first = first
        self.limit = limit
        next = first
    }

    /// The wait before the next attempt, which doubles the one after it.
    package mutating func wait(using random: inout some RandomNumberGenerator) -> Duration {
        let longest = next
        next = min(limit, next * 2)
        return longest * Double.random(in: 0.5...1, using: &random)
    }

    /// Begins anew, after an attempt that went well.
    package mutating func reset() { next = first }
}
