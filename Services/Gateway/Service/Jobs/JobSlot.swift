import Domain
import GatewayPolicy
import Kernel
import Messages
import Transport

/// What the service keeps of an open job beside the policy's view of it.
final class JobSlot {
    let request: OpenRequest
    /// Which of the request's samples it is.
    let index: Int
    /// The exchange with the worker, while there is one.
    var call: (any ClientExchange)?
    /// Counts legs, so that what comes late from an earlier one is not taken for the present one's.
    var attempt = 0
    var leg: Leg?
    /// The heads by which the frame may leave, or is only compared with them.
    var special: (heads: HeadsID, isAudited: Bool)?
    var askedAt: Instant?
    var sentAt: Instant?
    /// Waiting for verdicts, all of them.
    var admission = Duration.zero
    var result: Rubato_V1_JobResult?

    init(_ request: OpenRequest, index: Int) {
        self.request = request
        self.index = index
    }
}
