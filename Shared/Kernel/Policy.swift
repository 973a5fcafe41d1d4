/// A decision procedure that reads no clock, performs no effect and never suspends.
///
/// The caller passes the time in and performs the returned actions in order, so one value runs unchanged in a service
/// and in virtual time, and can be copied, replayed and forked.
package protocol Policy: Sendable {
    associatedtype Event: Sendable
    associatedtype Action: Equatable, Sendable

    /// Applies one event to the state.
    ///
    /// - Parameters:
    ///   - event: What happened.
    ///   - now: When it happened; never earlier than in the call before.
    /// - Returns: What the caller must do next, in order.
    mutating func handle(_ event: Event, at now: Instant) -> [Action]
}
