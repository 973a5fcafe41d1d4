import Kernel

/// Decides when a client that could not connect may try again: later after each failure, up to a cap.
struct ReconnectBackoff {
    private let first: Duration
    private let last: Duration
    private var delay: Duration
    private var blockedUntil = Instant(nanoseconds: .min)
    /// Why the last attempt failed.
    private(set) var reason = ""

    init(first: Duration, last: Duration) {
        self.first = first
        self.last = last
        delay = first
    }

    func allowsAttempt(at now: Instant) -> Bool { now >= blockedUntil }

    mutating func noteFailure(_ reason: String, at now: Instant) {
        self.reason = reason
        blockedUntil = now + delay
        delay = min(delay * 2, last)
    }

    mutating func noteSuccess() { delay = first }
}
