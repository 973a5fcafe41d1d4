import Kernel
import Transport

/// Decides when a connection has kept its server waiting too long.
struct ServerWatch {
    var hasSettings = false
    private let timers: ServerTimers
    private let start: Instant
    private var headers: ProgressWatch
    private var idle: ProgressWatch
    private var stall: ProgressWatch

    init(_ timers: ServerTimers, start: Instant) {
        self.timers = timers
        self.start = start
        headers = ProgressWatch(period: timers.headers, minimumCount: 1)
        idle = ProgressWatch(period: timers.idle, minimumCount: 1)
        stall = ProgressWatch(period: timers.stall, minimumCount: Self.minimumSent)
    }

    /// A reader that takes less than this in a whole period only holds memory.
    private static let minimumSent = 1_024

    /// - Returns: What the peer overstayed, if it did.
    mutating func check(_ session: HTTP2Session, hasEnded: Bool, at now: Instant) -> TransportLimit? {
        guard !hasEnded else { return nil }
        if !hasSettings, now - start >= timers.handshake { return .handshake }
        if headers.isStalled(isWaiting: session.isInsideHeaders, total: session.headerBlocks, at: now) {
            return .headers
        }
        if idle.isStalled(isWaiting: session.openStreams == 0, total: session.headerBlocks, at: now) { return .idle }
        let isWaiting = session.outgoingBytes > 0
        return stall.isStalled(isWaiting: isWaiting, total: session.sentBodyBytes, at: now) ? .stall : nil
    }

    /// A watch over one request's body; open calls may stand still, for they are bounded as streams.
    func bodyWatch(for request: RequestHead) -> ProgressWatch {
        let isCall = request.headers["content-type"]?.hasPrefix("application/grpc") == true
        let rate = isCall ? 0 : timers.minimumBodyRate
        return ProgressWatch(period: timers.bodyPeriod, minimumCount: Int(timers.bodyPeriod.seconds * Double(rate)))
    }
}
