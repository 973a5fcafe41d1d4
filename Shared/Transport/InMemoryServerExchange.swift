import NIOCore

/// The server's side of an in-memory exchange.
// Safe because every entry asserts its event loop.
final class InMemoryServerExchange: ServerExchange, @unchecked Sendable {
    private let link: InMemoryLink
    private var inbox = BodyInbox()
    private var notice = CloseNotice()

    var request: RequestHead { link.request }
    var eventLoop: any EventLoop { link.eventLoop }

    init(_ link: InMemoryLink) {
        self.link = link
    }

    func receive(_ handler: @escaping @Sendable (BodyEvent) -> Void) {
        eventLoop.preconditionInEventLoop()
        inbox.attach(handler)
        deliverWaiting()
    }

    func pauseReceiving() {
        eventLoop.preconditionInEventLoop()
        inbox.pause()
    }

    func resumeReceiving() {
        eventLoop.preconditionInEventLoop()
        inbox.resume()
        deliverWaiting()
    }

    func onClose(_ handler: @escaping @Sendable (ExchangeFailure?) -> Void) {
        eventLoop.preconditionInEventLoop()
        if let outcome = notice.add(handler) { handler(outcome) }
    }

    func respond(_ head: ResponseHead, body: ByteBuffer) {
        start(head)
        if body.readableBytes > 0 { guard write(body) else { return } }
        finish(trailers: [:])
    }

    func start(_ head: ResponseHead) {
        eventLoop.preconditionInEventLoop()
        _ = link.serverSends(.head(head))
    }

    @discardableResult
    func write(_ chunk: ByteBuffer) -> Bool {
        eventLoop.preconditionInEventLoop()
        return link.serverSends(.chunk(chunk))
    }

    func finish(trailers: HeaderList) {
        eventLoop.preconditionInEventLoop()
        link.serverFinishes(trailers: trailers)
    }

    func reset(code: UInt32) {
        eventLoop.preconditionInEventLoop()
        link.serverResets(code: code)
    }

    func deliver(_ event: BodyEvent) {
        if let handler = inbox.offer(event) { take(event, handler) }
    }

    func close(_ failure: ExchangeFailure?) {
        if let failure { deliver(.failed(failure)) }
        _ = inbox.discard()
        for handler in notice.close(failure) { handler(failure) }
    }

    private func deliverWaiting() {
        while let (handler, event) = inbox.next() { take(event, handler) }
    }

    private func take(_ event: BodyEvent, _ handler: BodyInbox.Handler) {
        handler(event)
        if case .chunk(let chunk) = event { link.serverConsumed(chunk.readableBytes) }
    }
}
