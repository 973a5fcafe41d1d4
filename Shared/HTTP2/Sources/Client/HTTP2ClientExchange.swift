import Kernel
import NIOCore
import Transport

/// A request of an ``HTTP2Client``, from the wait for a connection to its last event.
// Safe because every entry asserts its event loop.
final class HTTP2ClientExchange: ClientExchange, @unchecked Sendable {
    private enum State {
        /// Waits for a connection; leads to `open` or `done`.
        case queued
        /// Has a stream; leads to `done`.
        case open(HTTP2ClientHandler, stream: Int32)
        /// The caller has had its last event, or wants none.
        case done
    }

    let client: HTTP2Client
    private var head: RequestHead
    /// What has been written while no connection was there; a whole body stays for a second try.
    private var early: ByteBuffer?
    private var mayRetry: Bool
    private var isWhole: Bool
    private let deadline: Instant?
    private var alarm: Scheduled<Void>?
    private var receive: (@Sendable (ResponseEvent) -> Void)?
    private var state = State.queued

    init(
        _ head: RequestHead,
        body: ByteBuffer?,
        budget: Duration?,
        client: HTTP2Client,
        receive: @escaping @Sendable (ResponseEvent) -> Void
    ) {
        self.client = client
        self.head = head
        self.receive = receive
        early = body
        isWhole = body != nil
        mayRetry = body != nil
        deadline = budget.map { client.eventLoop.instant + $0 }
        if let budget {
            alarm = client.eventLoop.scheduleTask(in: .nanoseconds(budget.nanoseconds)) { self.expire() }
        }
    }

    var isQueued: Bool {
        if case .queued = state { true } else { false }
    }

    @discardableResult
    func write(_ chunk: ByteBuffer) -> Bool {
        client.eventLoop.preconditionInEventLoop()
        switch state {
        case .queued:
            guard (early?.readableBytes ?? 0) + chunk.readableBytes <= client.limits.outgoingStreamBytes else {
                failSoon(.overloaded)
                return false
            }
            early.setOrWriteImmutableBuffer(chunk)
            return true
        case .open(let connection, let stream):
            guard connection.write(chunk, on: stream) else {
                failSoon(.overloaded)
                return false
            }
            return true
        case .done: return false
        }
    }

    func finish() {
        client.eventLoop.preconditionInEventLoop()
        isWhole = true
        if case .open(let connection, let stream) = state { connection.finish(stream) }
    }

    func cancel() {
        client.eventLoop.preconditionInEventLoop()
        receive = nil
        end(resetting: true)
    }

    /// Puts the request on a stream.
    ///
    /// - Returns: `false` if the connection does not take it now.
    func open(on connection: HTTP2ClientHandler) -> Bool {
        guard case .queued = state else { return true }
        if let deadline, head.headers[BudgetHeader.name] != nil {
            // What crosses is what is left now, not what was left when the request began to wait.
            head.headers.set(BudgetHeader.name, BudgetHeader.encode(deadline - client.eventLoop.instant))
        }
        guard let stream = connection.open(self, head, body: isWhole ? early ?? ByteBuffer() : nil) else {
            return false
        }
        state = .open(connection, stream: stream)
        if !isWhole, let early { _ = connection.write(early, on: stream) }
        if !mayRetry { early = nil }
        return true
    }

    /// The server left before it processed the request, and said so: a fresh connection may still take it, once.
    ///
    /// - Returns: Whether the request waits for that connection now.
    func retry() -> Bool {
        guard mayRetry, receive != nil else { return false }
        mayRetry = false
        state = .queued
        client.enqueue(self)
        return true
    }

    func deliver(_ event: ResponseEvent) {
        guard let receive else { return }
        if case .end = event {
            self.receive = nil
            // Whatever of the request has not left is not wanted any more.
            end(resetting: !isWhole)
        }
        receive(event)
    }

    func fail(_ failure: ExchangeFailure) {
        let receive = self.receive
        self.receive = nil
        end(resetting: true)
        receive?(.failed(failure))
    }

    func failSoon(_ failure: ExchangeFailure) {
        client.eventLoop.execute { self.fail(failure) }
    }

    private func expire() {
        client.counters.update { $0.failed += 1 }
        fail(.deadlineExceeded)
    }

    private func end(resetting: Bool) {
        alarm?.cancel()
        alarm = nil
        early = nil
        let ended = state
        state = .done
        switch ended {
        case .open(let connection, let stream): connection.release(stream, resetting: resetting)
        case .queued: client.forget(self)
        case .done: break
        }
    }
}
