import NIOCore

/// The client's hold on an in-memory exchange.
// Safe because every entry asserts its event loop.
final class InMemoryClientExchange: ClientExchange, @unchecked Sendable {
    private let link: InMemoryLink

    init(_ link: InMemoryLink) {
        self.link = link
    }

    @discardableResult
    func write(_ chunk: ByteBuffer) -> Bool {
        link.eventLoop.preconditionInEventLoop()
        return link.clientWrites(chunk)
    }

    func finish() {
        link.eventLoop.preconditionInEventLoop()
        link.clientFinishes()
    }

    func cancel() {
        link.eventLoop.preconditionInEventLoop()
        link.clientCancels()
    }
}
