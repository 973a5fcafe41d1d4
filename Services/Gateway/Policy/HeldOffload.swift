import Domain
import Kernel

/// A job for the cloud tier that is kept until its first part is done at the edge.
struct HeldOffload: Sendable {
    let member: WorkerID
    let rule: ExitRule
    /// How long it may be away, from when it is sent.
    let patience: Duration
    /// When it is sent all the same, as a whole.
    let until: Instant
}
