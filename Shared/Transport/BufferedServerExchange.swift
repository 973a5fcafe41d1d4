import NIOCore

/// A server exchange that keeps what comes until it is asked for; gives the receiving half of ``ServerExchange``.
package protocol BufferedServerExchange: ServerExchange {
    var inbox: BodyInbox { get set }
    var notice: CloseNotice { get set }

    /// The handler has taken this many bytes of the body.
    func consumed(_ count: Int)
}

extension BufferedServerExchange {
    package func receive(_ handler: @escaping @Sendable (BodyEvent) -> Void) {
        attach(handler)
    }

    package func pauseReceiving() {
        eventLoop.preconditionInEventLoop()
        inbox.pause()
    }

    package func resumeReceiving() {
        resume()
    }

    package func onClose(_ handler: @escaping @Sendable (ExchangeFailure?) -> Void) {
        eventLoop.preconditionInEventLoop()
        if let outcome = notice.add(handler) { handler(outcome) }
    }

    /// What ``receive(_:)`` does unless a type does more.
    package func attach(_ handler: @escaping BodyInbox.Handler) {
        eventLoop.preconditionInEventLoop()
        if let failure = notice.failure { return handler(.failed(failure)) }
        inbox.attach(handler)
        deliverWaiting()
    }

    /// What ``resumeReceiving()`` does unless a type does more.
    package func resume() {
        eventLoop.preconditionInEventLoop()
        inbox.resume()
        deliverWaiting()
    }

    /// Hands an event to the handler, now or when it is ready for it.
    package func deliver(_ event: BodyEvent) {
        if let handler = inbox.offer(event) { give(event, to: handler) }
    }

    /// Ends the exchange for its handlers, and drops what nobody took.
    package func close(_ failure: ExchangeFailure?) {
        let dropped = inbox.waitingBytes
        let receiver = inbox.abandon()
        if dropped > 0 { consumed(dropped) }
        if let failure { receiver?(.failed(failure)) }
        for handler in notice.close(failure) { handler(failure) }
    }

    private func deliverWaiting() {
        while let (handler, event) = inbox.next() { give(event, to: handler) }
    }

    private func give(_ event: BodyEvent, to handler: BodyInbox.Handler) {
        handler(event)
        if case .chunk(let chunk) = event { consumed(chunk.readableBytes) }
    }
}
