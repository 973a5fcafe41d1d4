/// Why a worker gave no answer.
package enum LegFailure: Hashable, Sendable {
    /// It is gone, full or draining; another worker may do the job.
    case unavailable
    /// A cloud tier's own admission did not take it in: nothing was spent there, and the way works.
    case refused
    /// It gave the job up at its deadline.
    case deadlineMissed
    /// It says that the job itself is wrong, so no other worker would take it.
    case rejected(String)
}
