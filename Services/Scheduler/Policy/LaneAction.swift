package import Domain
package import Kernel

/// What a lane wants done, in order.
package enum LaneAction: Equatable, Sendable {
    /// Queue behind the segment that runs; never more than two are outstanding.
    case run(Segment)
    /// Answer each with the deepest exit that is done; where none is, fail it honestly.
    case release([JobID])
    /// End the running segment between two layers; what its present stage had done so far is lost.
    case stop
    /// By model the last stage through which the worker may run a job that arrives at its empty lane, without a command.
    case stand([ModelID: Int])
    /// Replaces the alarm set before.
    case setAlarm(Instant)
}
