/// One direction of an in-memory exchange: what has been sent, and what of it waits.
struct InMemoryFlow {
    enum Verdict { case accepted, overloaded, tooLarge }

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
        if total > limits.bodyBytes { return .tooLarge }
        return waiting > limits.waitingBytes ? .overloaded : .accepted
    }

    mutating func remove(_ count: Int) { waiting -= count }
}
