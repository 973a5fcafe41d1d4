import Kernel
import NIOCore
import Transport

/// One stream of a server's connection.
// Safe because every entry asserts its event loop.
final class HTTP2ServerExchange: BufferedServerExchange, @unchecked Sendable {
    let request: RequestHead
    let eventLoop: any EventLoop
    let stream: Int32
    var inbox = BodyInbox()
    var notice = CloseNotice()
    var bodyWatch: ProgressWatch
    private(set) var receivedBytes = 0
    /// Gone once nothing can be sent any more.
    private var connection: HTTP2ServerHandler?

    init(_ request: RequestHead, stream: Int32, on connection: HTTP2ServerHandler, bodyWatch: ProgressWatch) {
        self.request = request
        self.stream = stream
        self.connection = connection
        self.bodyWatch = bodyWatch
        eventLoop = connection.eventLoop
    }

    func respond(_ head: ResponseHead, body: ByteBuffer) {
        guard let connection = use() else { return }
        var head = head
        if body.readableBytes > 0, head.headers["content-length"] == nil {
            head.headers.append("content-length", String(body.readableBytes))
        }
        connection.session.respond(stream, head, body: request.method == "HEAD" ? ByteBuffer() : body)
        dropUnread()
        connection.flushSoon()
    }

    func start(_ head: ResponseHead) {
        guard let connection = use() else { return }
        connection.session.start(stream, head)
        connection.flushSoon()
    }

    @discardableResult
    func write(_ chunk: ByteBuffer) -> Bool {
        guard let connection = use() else { return false }
        let isAccepted = connection.session.write(stream, chunk)
        connection.flushSoon()
        return isAccepted
    }

    func finish(trailers: HeaderList) {
        guard let connection = use() else { return }
        connection.session.finish(stream, trailers: trailers)
        dropUnread()
        connection.flushSoon()
    }

    func reset(code: UInt32) {
        guard let connection = use() else { return }
        connection.session.reset(stream, code: code)
        connection.flushSoon()
    }

    func consumed(_ count: Int) {
        guard let connection else { return }
        connection.session.consume(count, on: stream)
        connection.flushSoon()
    }

    func take(_ chunk: ByteBuffer) {
        receivedBytes += chunk.readableBytes
        if inbox.hasEnded { consumed(chunk.readableBytes) } else { deliver(.chunk(chunk)) }
    }

    /// Whether the peer sends the body too slowly; not while we ourselves hold it back.
    func isBodyStalled(at now: Instant) -> Bool {
        bodyWatch.isStalled(isWaiting: inbox.isReceptive, total: receivedBytes, at: now)
    }

    /// Ends the exchange after its stream or its connection has ended.
    func end(_ failure: ExchangeFailure?) {
        close(failure)
        connection = nil
    }

    /// Lets go of a body that nobody has asked for, once the answer does not need it.
    private func dropUnread() {
        guard inbox.handler == nil, !inbox.hasEnded else { return }
        let count = inbox.waitingBytes
        _ = inbox.abandon()
        if count > 0 { consumed(count) }
    }

    private func use() -> HTTP2ServerHandler? {
        eventLoop.preconditionInEventLoop()
        return connection
    }
}
