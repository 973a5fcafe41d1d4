/// Tells the time on one timeline.
///
/// The running services use ``MonotonicTime``, tests and simulations a source that they move by hand.
package protocol TimeSource: Sendable {
    var now: Instant { get }
}
