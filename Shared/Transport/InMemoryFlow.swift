/// One direction of an in-memory exchange: what has been sent, and what of it waits.
struct InMemoryFlow {
    enum Verdict {
        case accepted
        /// The body has just become larger than the receiver takes.
        case tooLarge
        /// Sent in vain, as what follows a body that is too large.
        case ignored
        case overloaded
    }

    /// Whether the sender has neither ended its body nor lost the exchange.
    var canSend = true
    private let limits: InMemoryLimits
    private var total = 0
    private var waiting = 0

    init(limits: InMemoryLimits) {
        self.limits = limits
    }

    mutating func add(_ count: Int) -> Verdict {
        total += count
        waiting += count
        if waiting > limits.waitingBytes { return .overloaded }
        guard total > limits.bodyBytes else { return .accepted }
        return total - count > limits.bodyBytes ? .ignored : .tooLarge
    }

    mutating func remove(_ count: Int) { waiting -= count }
}
