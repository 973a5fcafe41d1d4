/// Whether a way that may be broken is worth taking.
///
/// Closed at first. After ``failureLimit`` failures in a row it is open: nothing passes for a pause, and then one trial at a
/// time. A success closes it, a failed trial opens it again for twice as long (the pattern is M. T. Nygard's, the
/// figures are ours).
package struct CircuitBreaker: Sendable {
    package enum State: Hashable, Sendable {
        case closed
        case open(until: Instant)
        /// One is under way; without news by then it counts as failed.
        case trying(until: Instant)
    }

    package static let failureLimit = 3
    package static let shortestPause = Duration.milliseconds(250)
    package static let longestPause = Duration.seconds(8)
    package static let trialPatience = Duration.seconds(2)

    package private(set) var state = State.closed
    private var failures = 0
    private var pause = Self.shortestPause

    package init() {}

    /// Whether one may pass now; if the breaker is not closed, that is the trial.
    package mutating func pass(at now: Instant) -> Bool {
        switch state {
        case .closed: return true
        case .open(let until), .trying(let until):
            guard now >= until else { return false }
            state = .trying(until: now + Self.trialPatience)
            return true
        }
    }

    /// What passed came through.
    package mutating func noteSuccess() {
        state = .closed
        failures = 0
        pause = Self.shortestPause
    }

    /// What passed did not come through; late failures of what passed before the breaker opened change nothing.
    package mutating func noteFailure(at now: Instant) {
        switch state {
        case .closed:
            failures += 1
            if failures >= Self.failureLimit { state = .open(until: now + pause) }
        case .open: return
        case .trying:
            pause = min(Self.longestPause, pause * 2)
            state = .open(until: now + pause)
        }
    }
}
