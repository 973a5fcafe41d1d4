package import Approximation
package import Domain
package import Kernel

/// What the admission controller wants done, in order.
package enum AdmissionAction: Equatable, Sendable {
    case answerJob(JobID, Verdict)
    /// An offload of a copy, or a refusal of that alone.
    case answerHedge(JobID, Verdict)
    case answerStream(StreamID, StreamVerdict)
    /// The promise cannot be kept any more, its member has vanished.
    case revokeStream(StreamID)
    /// What the worker's streams may send is this now; its lane should know.
    case tellLane(WorkerID, LanePlan)
    /// The store of the accounts is to book and set aside; one at a time.
    case coverBudgets([CoverWish])
    /// Replaces the alarm set before.
    case setAlarm(Instant)
}
