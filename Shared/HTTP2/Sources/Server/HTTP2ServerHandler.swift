import Kernel
import NIOCore
import Transport

/// The server's end of one HTTP/2 connection.
// Safe because every entry comes from the channel's event loop.
final class HTTP2ServerHandler: ChannelInboundHandler, ServerConnection, SessionOwner, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    let eventLoop: any EventLoop
    let session: HTTP2Session
    private let server: ServerContext
    private let driver: SessionDriver
    private var exchanges: [Int32: HTTP2ServerExchange] = [:]
    private var watch: ServerWatch
    private var backlog: ReadBacklog
    /// Of what is being read.
    private var waited = Duration.zero
    private var ticks: RepeatedTask?
    private var ending = Ending.none

    /// How far a graceful end has come.
    private enum Ending {
        case none
        /// The peer is asked to open no more streams.
        case announced
        /// Streams that come from now on are refused.
        case final
    }

    init(_ server: ServerContext, eventLoop: any EventLoop) throws(HTTP2Failure) {
        self.server = server
        self.eventLoop = eventLoop
        session = try HTTP2Session(role: .server, limits: server.limits)
        driver = SessionDriver(session, counters: server.counters)
        watch = ServerWatch(server.timers, start: eventLoop.instant)
        backlog = ReadBacklog(at: eventLoop.instant)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        driver.attach(to: context, owner: self)
        server.registry.identify(context.channel, as: self)
        let period = TimeAmount.nanoseconds(server.timers.resolution.nanoseconds)
        ticks = eventLoop.scheduleRepeatedTask(initialDelay: period, delay: period) { _ in self.tick() }
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = unwrapInboundIn(data)
        waited = backlog.wait(of: bytes.readableBytes, at: eventLoop.instant)
        driver.read(bytes)
    }

    func channelReadComplete(context: ChannelHandlerContext) { driver.endRead() }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { driver.flush() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func flushSoon() { driver.flushSoon() }

    func flushed() {}

    func drain() {
        guard ending == .none else { return }
        ending = .announced
        // The answer to the ping comes after every request that crossed the notice, so it says when to draw the line.
        session.announceShutdown()
        session.ping()
        driver.flushSoon()
    }

    func perform(_ event: HTTP2Event) {
        switch event {
        case .request(let stream, let head): open(stream, head)
        case .chunk(let stream, let chunk): take(chunk, on: stream)
        case .end(let stream, let trailers): exchanges[stream]?.deliver(.end(trailers: trailers))
        case .bodyTooLarge(let stream): exchanges[stream]?.deliver(.failed(.tooLarge(limit: server.limits.bodyBytes)))
        case .closed(let stream, let code, let isComplete): close(stream, code: code, isComplete: isComplete)
        case .settings: watch.hasSettings = true
        case .pong: drawLine()
        case .limit(let limit): server.counters.hit(limit)
        case .response, .goAway: break
        }
    }

    private func drawLine() {
        guard ending == .announced else { return }
        ending = .final
        session.goAway()
    }

    private func open(_ stream: Int32, _ head: RequestHead) {
        var head = head
        head.waited = waited
        let exchange = HTTP2ServerExchange(head, stream: stream, on: self, bodyWatch: watch.bodyWatch(for: head))
        exchanges[stream] = exchange
        server.counters.update {
            $0.streamsOpened += 1
            $0.streamsOpen += 1
        }
        server.handler(exchange)
    }

    private func take(_ chunk: ByteBuffer, on stream: Int32) {
        guard let exchange = exchanges[stream] else {
            session.consume(chunk.readableBytes, on: stream)
            return
        }
        exchange.take(chunk)
    }

    private func close(_ stream: Int32, code: UInt32, isComplete: Bool) {
        guard let exchange = exchanges.removeValue(forKey: stream) else { return }
        server.counters.update {
            $0.streamsOpen -= 1
            if !isComplete { $0.canceled += 1 }
        }
        exchange.end(isComplete ? nil : ExchangeFailure(resetCode: code))
    }

    private func end() {
        ticks?.cancel()
        ticks = nil
        driver.detach()
        let open = exchanges.values
        exchanges = [:]
        server.counters.update { [count = open.count] in
            $0.streamsOpen -= count
            $0.failed += count
        }
        for exchange in open { exchange.end(.connectionLost("the connection ended")) }
    }

    private func tick() {
        session.refillBudgets(seconds: server.timers.resolution.seconds)
        let now = eventLoop.instant
        if let limit = watch.check(session, hasEnded: driver.isClosing, at: now) {
            server.counters.hit(limit)
            session.terminate(code: limit == .idle ? ErrorCode.noError : ErrorCode.enhanceYourCalm)
            return driver.close()
        }
        drawLine()
        session.resetOverdueStreams()
        for exchange in exchanges.values where exchange.isBodyStalled(at: now) {
            server.counters.hit(.bodyRate)
            exchange.reset(code: ErrorCode.enhanceYourCalm)
        }
        driver.flush()
    }
}
