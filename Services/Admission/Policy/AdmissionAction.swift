package import Domain
package import Kernel

/// What the admission controller wants done, in order.
package enum AdmissionAction: Equatable, Sendable {
    case answerJob(JobID, Verdict)
    case answerStream(StreamID, StreamVerdict)
    /// The promise cannot be kept any more, its member has vanished.
    case revokeStream(StreamID)
    /// Replaces the alarm set before.
    case setAlarm(Instant)
}
