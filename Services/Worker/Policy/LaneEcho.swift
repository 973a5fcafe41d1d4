package import Kernel

/// Measures now and then how long a word to the scheduler and back takes.
///
/// A number goes with a report that is sent at once, and the scheduler's next command brings it back: that is what a worker without
/// a segment waits for at least. Bound: one number is under way, and a lost one is given up after a second.
package struct LaneEcho: Sendable {
    /// Between two numbers; a hundred a second cost nobody much.
    package static let interval: Duration = .milliseconds(10)
    package static let patience: Duration = .seconds(1)

    private var number: UInt64 = 0
    private var sentAt: Instant?
    private var nextAt = Instant.origin

    package init() {}

    /// The number that a report should carry which leaves now; `nil` if none is due.
    package mutating func ask(at now: Instant) -> UInt64? {
        if let sentAt, now - sentAt < Self.patience { return nil }
        guard now >= nextAt else { return nil }
        number += 1
        sentAt = now
        nextAt = now + Self.interval
        return number
    }

    /// What the way took of the number that has come back; `nil` if nobody waits for it.
    package mutating func hear(_ echo: UInt64, at now: Instant) -> Duration? {
        guard echo == number, let sentAt else { return nil }
        self.sentAt = nil
        return now - sentAt
    }

    /// Forgets what is under way on a lane that is lost.
    package mutating func forget() { sentAt = nil }
}
