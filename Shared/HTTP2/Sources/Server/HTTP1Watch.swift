import Kernel
import Transport

/// Decides when a connection of HTTP/1.1 has kept its server waiting too long.
struct HTTP1Watch {
    private let timers: ServerTimers
    private var heads = 0
    private var responses = 0
    /// When the first byte of a head came whose last byte has not.
    private var headBegan: Instant?
    private var idle: ProgressWatch
    private var stall: (since: Instant, waitingBytes: Int)?

    init(_ timers: ServerTimers) {
        self.timers = timers
        idle = ProgressWatch(period: timers.idle, minimumCount: 1)
    }

    mutating func noteBytes(isBetweenRequests: Bool, at now: Instant) {
        if isBetweenRequests, headBegan == nil { headBegan = now }
    }

    mutating func noteHead() {
        heads += 1
        headBegan = nil
    }

    mutating func noteResponse() {
        responses += 1
        headBegan = nil
    }

    /// - Returns: What the peer overstayed, if it did.
    mutating func check(isBetweenRequests: Bool, waitingBytes: Int, at now: Instant) -> TransportLimit? {
        if isBetweenRequests, let headBegan, now - headBegan >= timers.headers { return .headers }
        if isStalled(waitingBytes, at: now) { return .stall }
        return idle.isStalled(isWaiting: isBetweenRequests, total: heads + responses, at: now) ? .idle : nil
    }

    /// A watch over one request's body.
    func bodyWatch(for request: RequestHead) -> ProgressWatch {
        let minimum = Int(timers.bodyPeriod.seconds * Double(timers.minimumBodyRate))
        return ProgressWatch(period: timers.bodyPeriod, minimumCount: minimum)
    }

    private mutating func isStalled(_ waitingBytes: Int, at now: Instant) -> Bool {
        guard waitingBytes > 0, let stall, stall.waitingBytes == waitingBytes else {
            self.stall = waitingBytes > 0 ? (now, waitingBytes) : nil
            return false
        }
        return now - stall.since >= timers.stall
    }
}
