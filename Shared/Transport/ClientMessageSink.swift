import NIOCore
import SwiftProtobuf

/// The caller's side of an open call.
// Safe because an HTTP client calls, and is called, on its event loop only.
final class ClientMessageSink<Outgoing: SwiftProtobuf.Message, Incoming: SwiftProtobuf.Message>: MessageSink,
    @unchecked Sendable
{
    var exchange: (any ClientExchange)?
    private let receiver: CallReceiver<Incoming>
    private var early: CallStatus?
    private var hasEnded = false

    init(messageLimit: Int, receive: @escaping @Sendable (CallEvent<Incoming>) -> Void) {
        receiver = CallReceiver(limit: messageLimit, receive: receive)
    }

    @discardableResult
    func send(_ message: Outgoing) -> Bool {
        guard !hasEnded, let exchange else { return false }
        do {
            return exchange.write(try MessageFraming.encode(message))
        } catch {
            end(error)
            exchange.cancel()
            return false
        }
    }

    /// Half-closes; the status is the server's to give.
    func finish(_ status: CallStatus) {
        guard !hasEnded else { return }
        hasEnded = true
        exchange?.finish()
    }

    func cancel() {
        receiver.end(CallStatus(.canceled, "canceled by the caller"))
        hasEnded = true
        exchange?.cancel()
        exchange = nil
    }

    func receive(_ event: ResponseEvent) {
        switch event {
        case .head(let head):
            early = CallStatus(head.headers) ?? (head.status == 200 ? nil : CallStatus(httpStatus: head.status))
        case .chunk(let chunk):
            guard early == nil else { return }
            if receiver.take(chunk) != nil { exchange?.cancel() }
        case .end(let trailers):
            end(early ?? CallStatus(trailers) ?? CallStatus(.unknown, "the response ended without a status"))
        case .failed(let failure): end(CallStatus(failure))
        }
    }

    private func end(_ status: CallStatus) {
        hasEnded = true
        exchange = nil
        receiver.end(status)
    }
}
