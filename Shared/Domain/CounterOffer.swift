/// A stream that would be admitted in place of the one that was asked for; a `nil` part has no such value.
package struct CounterOffer: Hashable, Sendable {
    /// Frames per second at the asked deadline.
    package var framesPerSecond: Double?
    /// The smallest deadline at the asked rate.
    package var deadline: Duration?
    /// The deepest mandatory exit at the asked rate and deadline.
    package var mandatoryExit: Int?

    package init(framesPerSecond: Double? = nil, deadline: Duration? = nil, mandatoryExit: Int? = nil) {
        self.framesPerSecond = framesPerSecond
        self.deadline = deadline
        self.mandatoryExit = mandatoryExit
    }
}
