import SwiftProtobuf
import Synchronization
import Transport

/// Keeps what comes on a call, in order.
final class Inbox<Message: SwiftProtobuf.Message>: Sendable {
    private let received = Mutex<(messages: [Message], end: CallStatus?)>(([], nil))

    /// Since the last look.
    var messages: [Message] {
        received.withLock { state in
            defer { state.messages = [] }
            return state.messages
        }
    }

    var end: CallStatus? { received.withLock { $0.end } }

    @Sendable func take(_ event: CallEvent<Message>) {
        received.withLock { state in
            switch event {
            case .message(let message): state.messages.append(message)
            case .ended(let status): state.end = status
            }
        }
    }
}
