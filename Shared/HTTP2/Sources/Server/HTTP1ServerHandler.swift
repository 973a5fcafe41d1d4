import Kernel
import NIOCore
import NIOHTTP1
import Transport

/// The server's end of one HTTP/1.1 connection; the pipeline before it lets one request at a time through.
// Safe because every entry comes from the channel's event loop.
final class HTTP1ServerHandler: ChannelDuplexHandler, ServerConnection, @unchecked Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    let eventLoop: any EventLoop
    /// The way past the codec, to the wire.
    weak var meter: HTTP1ByteMeter?
    private let server: ServerContext
    private var context: ChannelHandlerContext?
    private var exchange: HTTP1ServerExchange?
    private var watch: HTTP1Watch
    private var ticks: RepeatedTask?
    private var version = HTTPVersion.http1_1
    private var keepsAlive = true
    private var isDraining = false
    private var isHoldingRead = false
    private var isFlushQueued = false
    private var isClosing = false

    init(_ server: ServerContext, eventLoop: any EventLoop) {
        self.server = server
        self.eventLoop = eventLoop
        watch = HTTP1Watch(server.timers)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        server.registry.identify(context.channel, as: self)
        let period = TimeAmount.nanoseconds(server.timers.resolution.nanoseconds)
        ticks = eventLoop.scheduleRepeatedTask(initialDelay: period, delay: period) { _ in self.tick() }
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    // MARK: requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isClosing else { return }
        switch unwrapInboundIn(data) {
        case .head(let head): open(head)
        case .body(let chunk):
            if exchange?.inbox.hasEnded == false { exchange?.take(chunk, limit: server.limits.bodyBytes) }
        case .end(let trailers): exchange?.deliver(.end(trailers: HeaderList(trailers ?? [:])))
        }
    }

    /// Passes the wish to read on, unless the handler of the request holds its body back.
    func read(context: ChannelHandlerContext) {
        if exchange?.isHeldBack == true {
            isHoldingRead = true
        } else {
            context.read()
        }
    }

    func readOn() {
        guard isHoldingRead, let context else { return }
        isHoldingRead = false
        context.read()
    }

    /// The bytes do not follow the protocol, or the connection broke.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError else { return abandon(.connectionLost(String(describing: error))) }
        guard exchange == nil, !isClosing else { return abandon(.malformed(String(describing: error))) }
        let isTooLarge = (error as? HTTPParserError) == .headerOverflow
        if isTooLarge { server.counters.hit(.headerList) }
        sendLastWords(isTooLarge ? .requestHeaderFieldsTooLarge : .badRequest)
    }

    private func open(_ head: HTTPRequestHead) {
        watch.noteHead()
        version = head.version == .http1_0 ? .http1_0 : .http1_1
        keepsAlive = head.isKeepAlive && version == .http1_1
        let request = RequestHead(head)
        let exchange = HTTP1ServerExchange(request, on: self, bodyWatch: watch.bodyWatch(for: request))
        self.exchange = exchange
        server.counters.update {
            $0.streamsOpened += 1
            $0.streamsOpen += 1
        }
        server.handler(exchange)
    }

    // MARK: responses

    func sendContinue() {
        let head = HTTPResponseHead(version: .http1_1, status: .continue)
        context?.writeAndFlush(wrapOutboundOut(.head(head)), promise: nil)
    }

    func send(_ head: ResponseHead, hasUnreadBody: Bool) {
        // A body that nobody asked for would have to be read to its end before the next request.
        if isDraining || hasUnreadBody { keepsAlive = false }
        var wire = HTTPResponseHead(version: version, status: .init(statusCode: head.status))
        for field in head.headers.fields { wire.headers.add(name: field.name, value: field.value) }
        if !keepsAlive { wire.headers.replaceOrAdd(name: "connection", value: "close") }
        context?.write(wrapOutboundOut(.head(wire)), promise: nil)
        flushSoon()
    }

    func send(_ chunk: ByteBuffer) -> Bool {
        guard let context else { return false }
        let waiting = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        guard waiting + chunk.readableBytes <= server.limits.outgoingStreamBytes else {
            server.counters.hit(.outgoing)
            abandon(.overloaded)
            return false
        }
        context.write(wrapOutboundOut(.body(.byteBuffer(chunk))), promise: nil)
        flushSoon()
        return true
    }

    func finish(_ trailers: HeaderList) {
        guard let context, let exchange else { return }
        self.exchange = nil
        server.counters.update { $0.streamsOpen -= 1 }
        watch.noteResponse()
        let fields = trailers.fields.isEmpty ? nil : HTTPHeaders(trailers.fields.map { ($0.name, $0.value) })
        context.write(wrapOutboundOut(.end(fields)), promise: nil)
        context.flush()
        exchange.end(nil)
        if keepsAlive { readOn() } else { close() }
    }

    /// Ends the connection, for HTTP/1.1 knows no other way to give a response up.
    func abandon(_ failure: ExchangeFailure) {
        isClosing = true
        fail(failure)
        context?.close(promise: nil)
    }

    func drain() {
        isDraining = true
        if exchange == nil { close() }
    }

    private func sendLastWords(_ status: HTTPResponseStatus) {
        meter?.sendLastWords(status)
        close()
    }

    private func close() {
        guard !isClosing, let context else { return }
        isClosing = true
        LingeringClose.begin(on: context)
        context.read()
    }

    private func end() {
        ticks?.cancel()
        ticks = nil
        context = nil
        fail(.canceled(code: ErrorCode.cancel))
    }

    private func fail(_ failure: ExchangeFailure) {
        guard let exchange else { return }
        self.exchange = nil
        server.counters.update {
            $0.streamsOpen -= 1
            $0.canceled += 1
        }
        exchange.end(failure)
    }

    private func flushSoon() {
        guard !isFlushQueued else { return }
        isFlushQueued = true
        eventLoop.execute {
            self.isFlushQueued = false
            self.context?.flush()
        }
    }

    // MARK: time

    func countReceived(_ count: Int) {
        watch.noteBytes(isBetweenRequests: exchange == nil, at: eventLoop.instant)
        server.counters.update { $0.bytesReceived += count }
    }

    func countSent(_ count: Int) {
        server.counters.update { $0.bytesSent += count }
    }

    private func tick() {
        guard let context, !isClosing else { return }
        let now = eventLoop.instant
        let waiting = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        if let limit = watch.check(isBetweenRequests: exchange == nil, waitingBytes: waiting, at: now) {
            server.counters.hit(limit)
            if limit == .headers { return sendLastWords(.requestTimeout) }
            return limit == .idle ? close() : abandon(.canceled(code: ErrorCode.cancel))
        }
        if exchange?.isBodyStalled(at: now) == true {
            server.counters.hit(.bodyRate)
            abandon(.canceled(code: ErrorCode.enhanceYourCalm))
        }
    }
}
