import Kernel
import NIOCore
import Transport

/// One request of an HTTP/1.1 connection.
// Safe because every entry asserts its event loop.
final class HTTP1ServerExchange: BufferedServerExchange, @unchecked Sendable {
    let request: RequestHead
    let eventLoop: any EventLoop
    var inbox = BodyInbox()
    var notice = CloseNotice()
    private var bodyWatch: ProgressWatch
    private var receivedBytes = 0
    private var hasStarted = false
    private var sendsBody = true
    /// Whether the client waits to be told to send its body.
    private var awaitsContinue: Bool
    /// Gone once nothing can be sent any more.
    private var connection: HTTP1ServerHandler?

    init(_ request: RequestHead, on connection: HTTP1ServerHandler, bodyWatch: ProgressWatch) {
        self.request = request
        self.connection = connection
        self.bodyWatch = bodyWatch
        eventLoop = connection.eventLoop
        awaitsContinue = request.headers["expect"]?.lowercased() == "100-continue"
    }

    func receive(_ handler: @escaping @Sendable (BodyEvent) -> Void) {
        if awaitsContinue, !hasStarted { use()?.sendContinue() }
        awaitsContinue = false
        attach(handler)
    }

    func resumeReceiving() {
        resume()
        connection?.readOn()
    }

    func respond(_ head: ResponseHead, body: ByteBuffer) {
        var head = head
        if head.headers["content-length"] == nil, head.status != 204, head.status != 304 {
            head.headers.append("content-length", String(body.readableBytes))
        }
        start(head)
        if body.readableBytes > 0 { guard write(body) else { return } }
        finish(trailers: [:])
    }

    func start(_ head: ResponseHead) {
        guard let connection = use(), !hasStarted else { return }
        hasStarted = true
        sendsBody = request.method != "HEAD" && head.status != 204 && head.status != 304
        connection.send(head, hasUnreadBody: hasBody && !inbox.hasEnded)
    }

    @discardableResult
    func write(_ chunk: ByteBuffer) -> Bool {
        guard let connection = use(), hasStarted else { return false }
        guard sendsBody else { return true }
        return connection.send(chunk)
    }

    func finish(trailers: HeaderList) {
        guard let connection = use(), hasStarted else { return }
        connection.finish(trailers)
    }

    func reset(code: UInt32) {
        use()?.abandon(.canceled(code: code))
    }

    func consumed(_ count: Int) {}

    private var hasBody: Bool {
        request.headers["transfer-encoding"] != nil || (request.contentLength ?? 0) > 0
    }

    /// Whether the handler lets no more of the body come.
    var isHeldBack: Bool { !inbox.isReceptive && !inbox.hasEnded }

    func take(_ chunk: ByteBuffer, limit: Int) {
        receivedBytes += chunk.readableBytes
        deliver(receivedBytes <= limit ? .chunk(chunk) : .failed(.tooLarge(limit: limit)))
    }

    /// Whether the peer sends the body too slowly; not while we ourselves hold it back.
    func isBodyStalled(at now: Instant) -> Bool {
        bodyWatch.isStalled(isWaiting: inbox.isReceptive, total: receivedBytes, at: now)
    }

    /// Ends the exchange after its response or its connection has ended.
    func end(_ failure: ExchangeFailure?) {
        connection = nil
        close(failure)
    }

    private func use() -> HTTP1ServerHandler? {
        eventLoop.preconditionInEventLoop()
        return connection
    }
}
