import NIOCore

/// The server's side of an in-memory exchange.
// Safe because every entry asserts its event loop.
final class InMemoryServerExchange: BufferedServerExchange, @unchecked Sendable {
    private let link: InMemoryLink
    var inbox = BodyInbox()
    var notice = CloseNotice()

    var request: RequestHead { link.request }
    var eventLoop: any EventLoop { link.eventLoop }

    init(_ link: InMemoryLink) {
        self.link = link
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

    func consumed(_ count: Int) { link.serverConsumed(count) }
}
