import GatewayPolicy
import Kernel
import Messages
import Transport

/// One of the ways of a job to a worker or cloud tier: what the service keeps of it.
final class JobWay {
    /// The exchange, while there is one.
    var call: (any ClientExchange)?
    /// Counts legs, so that what comes late from an earlier one is not taken for the present one's.
    var attempt = 0
    var leg: Leg?
    var sentAt: Instant?
    var result: Rubato_V1_JobResult?
    /// Which question to admission its leg was paid by.
    var paidBy = 0
}
