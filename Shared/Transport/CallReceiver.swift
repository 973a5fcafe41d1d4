import NIOCore
import SwiftProtobuf

/// Makes messages of the pieces of a body, and one end of whatever ends it first.
// Safe because an exchange calls it on its event loop only.
final class CallReceiver<Incoming: SwiftProtobuf.Message>: @unchecked Sendable {
    private var framing: MessageFraming
    private var receive: (@Sendable (CallEvent<Incoming>) -> Void)?

    init(limit: Int, receive: @escaping @Sendable (CallEvent<Incoming>) -> Void) {
        framing = MessageFraming(limit: limit)
        self.receive = receive
    }

    /// Takes the messages of a caller; what it sends wrongly is answered through the sink.
    func listen(to exchange: any ServerExchange, answering sink: any StatusSink) {
        exchange.receive { event in
            switch event {
            case .chunk(let chunk):
                if let status = self.take(chunk) { sink.finish(status) }
            case .end: self.end(self.statusAtEnd)
            case .failed(let failure): self.end(CallStatus(failure))
            }
        }
        // After the caller's last message its body says no more, but the call may still be given up.
        exchange.onClose { failure in self.end(failure.map(CallStatus.init) ?? .ok) }
    }

    /// Delivers the messages that a chunk completes.
    ///
    /// - Returns: Why the call can not go on, if it can not; the receiver knows already.
    func take(_ chunk: ByteBuffer) -> CallStatus? {
        guard receive != nil else { return nil }
        framing.append(chunk)
        do {
            while let receive, let bytes = try framing.next() {
                receive(.message(try MessageFraming.decode(bytes)))
            }
            return nil
        } catch {
            end(error)
            return error
        }
    }

    /// Tells the end, unless it was told before, and lets go of the receiver.
    func end(_ status: CallStatus) {
        let receive = self.receive
        self.receive = nil
        receive?(.ended(status))
    }

    private var statusAtEnd: CallStatus {
        framing.isInsideMessage ? CallStatus(.internal, "the body ended inside a message") : .ok
    }
}
