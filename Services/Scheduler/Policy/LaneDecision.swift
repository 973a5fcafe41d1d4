package import Domain

/// What a discipline wants to happen next on its lane.
package enum LaneDecision: Hashable, Sendable {
    /// Grant this; the discipline has taken the jobs out of its queues.
    case run(slot: Int, stages: ClosedRange<Int>, jobs: [JobID])
    /// Give these up; the discipline has taken them out of its queues. It is asked again at once.
    case release([JobID])
    /// Nothing now. It is asked again after the next event, and at this instant (nanoseconds) if one is given.
    case wait(until: Int64?)
}
