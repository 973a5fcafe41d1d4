/// A point on the monotonic timeline of one process or one simulation.
///
/// Only differences mean anything, and only inside the process: an instant is deliberately not `Codable`. What crosses a
/// process boundary is the remaining budget, a `Duration`.
package struct Instant: InstantProtocol, Hashable, Sendable {
    /// The distance from the origin, in nanoseconds; a signed 64-bit count spans 292 years.
    package var nanoseconds: Int64

    package static let origin = Instant(nanoseconds: 0)

    /// Later than every deadline that is ever given.
    package static let distantFuture = Instant(nanoseconds: .max / 4)

    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    package func advanced(by duration: Duration) -> Instant {
        Instant(nanoseconds: nanoseconds + duration.nanoseconds)
    }

    package func duration(to other: Instant) -> Duration {
        .nanoseconds(other.nanoseconds - nanoseconds)
    }

    package static func < (lhs: Instant, rhs: Instant) -> Bool {
        lhs.nanoseconds < rhs.nanoseconds
    }

    package static func + (lhs: Instant, rhs: Duration) -> Instant { lhs.advanced(by: rhs) }

    package static func - (lhs: Instant, rhs: Duration) -> Instant { lhs.advanced(by: .zero - rhs) }

    package static func - (lhs: Instant, rhs: Instant) -> Duration { rhs.duration(to: lhs) }
}
