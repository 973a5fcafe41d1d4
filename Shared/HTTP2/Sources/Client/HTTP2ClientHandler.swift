import Kernel
import NIOCore
import Transport

/// The client's end of one HTTP/2 connection.
// Safe because every entry comes from the channel's event loop.
final class HTTP2ClientHandler: ChannelInboundHandler, SessionOwner, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    private let client: HTTP2Client
    private let session: HTTP2Session
    private let driver: SessionDriver
    private let isSecure: Bool
    private var context: ChannelHandlerContext?
    private var exchanges: [Int32: HTTP2ClientExchange] = [:]
    private var isConnected = false
    private var isReady = false
    private var isDraining = false
    private var hasEnded = false
    private var hasSettings = false
    private var failure: String?
    private var silence: ProgressWatch
    private var receivedReads = 0
    private var awaitsPong = false
    private let tickPeriod: TimeAmount
    private var ticks: RepeatedTask?

    init(_ client: HTTP2Client, keepalive: Duration, isSecure: Bool) throws(HTTP2Failure) {
        self.client = client
        self.isSecure = isSecure
        session = try HTTP2Session(role: .client, limits: client.limits)
        driver = SessionDriver(session, counters: client.counters)
        silence = ProgressWatch(period: keepalive, minimumCount: 1)
        tickPeriod = .nanoseconds(max(keepalive.nanoseconds / 4, 1_000_000))
    }

    // MARK: channel

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { connected(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        connected(context)
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let done = event as? TLSHandshakeDone else { return context.fireUserInboundEventTriggered(event) }
        guard done.applicationProtocol == "h2" else {
            return abandon("the server does not speak HTTP/2")
        }
        begin(context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        receivedReads += 1
        driver.read(unwrapInboundIn(data))
    }

    func channelReadComplete(context: ChannelHandlerContext) { driver.endRead() }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { driver.flush() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { abandon(String(describing: error)) }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    // MARK: exchanges

    /// Whether a request would be sent at once.
    var hasRoom: Bool { isReady && !isDraining && !hasEnded && session.canOpenStream }

    var openStreams: Int { exchanges.count }

    func open(_ exchange: HTTP2ClientExchange, _ head: RequestHead, body: ByteBuffer?) -> Int32? {
        guard let stream = session.request(head, scheme: isSecure ? "https" : "http", body: body) else { return nil }
        exchanges[stream] = exchange
        client.counters.update {
            $0.streamsOpened += 1
            $0.streamsOpen += 1
        }
        driver.flushSoon()
        return stream
    }

    func write(_ chunk: ByteBuffer, on stream: Int32) -> Bool {
        let isAccepted = session.write(stream, chunk)
        driver.flushSoon()
        return isAccepted
    }

    func finish(_ stream: Int32) {
        session.finish(stream)
        driver.flushSoon()
    }

    /// The exchange of this stream wants no more of it.
    func release(_ stream: Int32, resetting: Bool) {
        guard exchanges.removeValue(forKey: stream) != nil else { return }
        client.counters.update {
            $0.streamsOpen -= 1
            if resetting { $0.canceled += 1 }
        }
        if resetting { session.reset(stream, code: ErrorCode.cancel) }
        driver.flushSoon()
    }

    func flush() { driver.flushNow() }

    /// Opens no more streams, and closes when the open ones have ended.
    func drain() {
        isDraining = true
        driver.flushSoon()
    }

    func perform(_ event: HTTP2Event) {
        switch event {
        case .response(let stream, let head): exchanges[stream]?.deliver(.head(head))
        case .chunk(let stream, let chunk):
            exchanges[stream]?.deliver(.chunk(chunk))
            session.consume(chunk.readableBytes, on: stream)
        case .end(let stream, let trailers): exchanges[stream]?.deliver(.end(trailers: trailers))
        case .bodyTooLarge(let stream): exchanges[stream]?.fail(.tooLarge(limit: client.limits.bodyBytes))
        case .closed(let stream, let code, _): close(stream, code: code)
        case .settings: noteSettings()
        case .goAway: leave()
        case .pong: awaitsPong = false
        case .limit(let limit): client.counters.hit(limit)
        case .request: break
        }
    }

    func flushed() {
        if isDraining, exchanges.isEmpty, !hasEnded, !driver.isClosing {
            session.terminate(code: ErrorCode.noError)
            driver.close()
        } else if hasRoom {
            client.hasRoom()
        }
    }

    /// Ends the connection, with a reason for those who wait.
    func abandon(_ reason: String) {
        if failure == nil { failure = reason }
        context?.close(promise: nil)
    }

    // MARK: life

    private func connected(_ context: ChannelHandlerContext) {
        isConnected = true
        if !isSecure { begin(context) }
    }

    private func begin(_ context: ChannelHandlerContext) {
        guard !isReady else { return }
        isReady = true
        ticks = client.eventLoop.scheduleRepeatedTask(initialDelay: tickPeriod, delay: tickPeriod) { _ in self.tick() }
        driver.attach(to: context, owner: self)
        client.isReady(self)
    }

    private func noteSettings() {
        guard !hasSettings else { return }
        hasSettings = true
        client.isProven(self)
    }

    private func close(_ stream: Int32, code: UInt32) {
        guard let exchange = exchanges[stream] else { return }
        if isDraining, code == ErrorCode.refusedStream {
            release(stream, resetting: false)
            if exchange.retry() { return }
        }
        exchange.fail(ExchangeFailure(resetCode: code))
    }

    private func leave() {
        isDraining = true
        client.leaves(self)
    }

    private func tick() {
        let isStalled = silence.isStalled(
            isWaiting: !exchanges.isEmpty,
            total: receivedReads,
            at: client.eventLoop.instant
        )
        guard isStalled else { return }
        if awaitsPong { return abandon("the peer gives no sign of life") }
        awaitsPong = true
        session.ping()
        driver.flush()
    }

    private func end() {
        guard !hasEnded else { return }
        hasEnded = true
        ticks?.cancel()
        driver.detach()
        context = nil
        let reason = failure ?? "the connection ended"
        let open = exchanges.values
        // An attempt that never connected is reported by its future, which knows why.
        if isConnected { client.ended(self, wasProven: hasSettings, reason: reason) }
        for exchange in open { exchange.fail(.connectionLost(reason)) }
        exchanges = [:]
    }
}
