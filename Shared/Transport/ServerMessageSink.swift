import NIOCore
import SwiftProtobuf

/// The server's side of an open call.
// Safe because an exchange calls, and is called, on its event loop only.
final class ServerMessageSink<Outgoing: SwiftProtobuf.Message>: MessageSink, StatusSink, @unchecked Sendable {
    private let exchange: any ServerExchange
    private var hasEnded = false

    init(_ exchange: any ServerExchange) {
        self.exchange = exchange
        exchange.start(.typedCall)
    }

    @discardableResult
    func send(_ message: Outgoing) -> Bool {
        guard !hasEnded else { return false }
        do {
            let isAccepted = exchange.write(try MessageFraming.encode(message))
            if !isAccepted { hasEnded = true }
            return isAccepted
        } catch {
            finish(error)
            return false
        }
    }

    func finish(_ status: CallStatus) {
        guard !hasEnded else { return }
        hasEnded = true
        exchange.finish(trailers: status.fields)
    }

    func cancel() {
        guard !hasEnded else { return }
        hasEnded = true
        exchange.reset(code: ErrorCode.cancel)
    }
}
