import Kernel
import NIOCore
package import SwiftProtobuf
package import Transport

/// Keeps one bidirectional call to a peer open: when it ends, it is opened again after a growing wait.
///
/// Confined to the event loop, where every handler is called.
// Safe because every entry asserts the event loop.
package final class PersistentCall<Outgoing: SwiftProtobuf.Message, Incoming: SwiftProtobuf.Message>:
    @unchecked Sendable
{
    /// What the owner learns.
    package enum Event: Sendable {
        /// A new call is open: say who you are. Whether the peer is there is known at its first message.
        case opened
        case message(Incoming)
        /// Nothing more comes on this call, and nothing that was sent need have arrived; a new one will be opened.
        case lost(CallStatus)
    }

    private let method: Method<Outgoing, Incoming>
    private let client: any CallClient
    private let receive: @Sendable (Event) -> Void
    private var backoff: Backoff
    private var random = SystemRandomNumberGenerator()
    private var sink: (any MessageSink<Outgoing>)?
    private var retry: Scheduled<Void>?
    private var isRunning = false
    /// Of the call that is open; what comes late from one before is not heard.
    private var generation = 0

    /// Does nothing until ``start()``.
    package init(
        _ method: Method<Outgoing, Incoming>,
        over client: any CallClient,
        backoff: Backoff = Backoff(),
        receive: @escaping @Sendable (Event) -> Void
    ) {
        self.method = method
        self.client = client
        self.backoff = backoff
        self.receive = receive
    }

    package var isOpen: Bool { sink != nil }

    package func start() {
        client.eventLoop.preconditionInEventLoop()
        guard !isRunning else { return }
        isRunning = true
        open()
    }

    /// Ends the call in order and opens no other; no event follows.
    package func stop() {
        client.eventLoop.preconditionInEventLoop()
        isRunning = false
        generation += 1
        retry?.cancel()
        sink?.finish(.ok)
        sink = nil
    }

    /// Sends on the call that is open.
    ///
    /// - Returns: `false` if none is, or too many bytes wait; the call then is, or will be, reported as lost.
    @discardableResult
    package func send(_ message: Outgoing) -> Bool {
        client.eventLoop.preconditionInEventLoop()
        guard let sink else { return false }
        if sink.send(message) { return true }
        sink.cancel()
        lose(CallStatus(.resourceExhausted, "the peer does not read"), of: generation)
        return false
    }

    private func open() {
        guard isRunning else { return }
        generation += 1
        let current = generation
        sink = client.bidirectional(method) { [weak self] event in self?.handle(event, of: current) }
        receive(.opened)
    }

    private func handle(_ event: CallEvent<Incoming>, of current: Int) {
        guard current == generation else { return }
        switch event {
        case .message(let message):
            backoff.reset()
            receive(.message(message))
        case .ended(let status): lose(status, of: current)
        }
    }

    private func lose(_ status: CallStatus, of current: Int) {
        guard current == generation, isRunning else { return }
        generation += 1
        sink = nil
        let wait = backoff.wait(using: &random)
        retry = client.eventLoop.scheduleTask(in: .nanoseconds(wait.nanoseconds)) { [weak self] () -> Void in
            self?.open()
        }
        receive(.lost(status))
    }
}
