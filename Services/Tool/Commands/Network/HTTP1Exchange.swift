import NIOCore
import Transport

/// One request over HTTP/1.1 and who waits for its reply.
// Safe because it is used on its client's event loop only.
final class HTTP1Exchange: ClientExchange, @unchecked Sendable {
    let head: RequestHead
    let body: ByteBuffer
    /// Set while a connection works on it.
    weak var connection: HTTP1Connection?
    private(set) var isOver = false
    private let receiver: @Sendable (ResponseEvent) -> Void

    init(head: RequestHead, body: ByteBuffer, receive: @escaping @Sendable (ResponseEvent) -> Void) {
        self.head = head
        self.body = body
        receiver = receive
    }

    func receive(_ event: ResponseEvent) {
        guard !isOver else { return }
        if case .end = event { isOver = true }
        receiver(event)
    }

    /// Ends the exchange, and the connection if it is at work on it: HTTP/1.1 knows no other way.
    func fail(_ failure: ExchangeFailure) {
        guard !isOver else { return }
        isOver = true
        connection?.close()
        receiver(.failed(failure))
    }

    func cancel() {
        guard !isOver else { return }
        isOver = true
        connection?.close()
    }

    func write(_ chunk: ByteBuffer) -> Bool { false }

    func finish() {}
}
