package import NIOCore

/// A client and a server in one process, joined without a network, on one event loop.
///
/// Keeps the promises of the real transport: order, cancellation both ways, budgets and bounds. What one side does
/// reaches the other in a later turn of the loop.
// Safe because every entry asserts its event loop.
package final class InMemoryTransport: HTTPClient, @unchecked Sendable {
    package let eventLoop: any EventLoop
    private let limits: InMemoryLimits
    private let serve: @Sendable (any ServerExchange) -> Void
    private var open: [ObjectIdentifier: InMemoryLink] = [:]
    private var isClosed = false

    /// Every request is given to `serve`, on the loop.
    package init(
        eventLoop: any EventLoop,
        limits: InMemoryLimits = InMemoryLimits(),
        serve: @escaping @Sendable (any ServerExchange) -> Void
    ) {
        self.eventLoop = eventLoop
        self.limits = limits
        self.serve = serve
    }

    package func send(
        _ head: RequestHead,
        body: ByteBuffer?,
        budget: Duration?,
        receive: @escaping @Sendable (ResponseEvent) -> Void
    ) -> any ClientExchange {
        eventLoop.preconditionInEventLoop()
        let link = InMemoryLink(head, limits: limits, eventLoop: eventLoop, receive: receive)
        guard !isClosed, open.count < limits.openExchanges else {
            link.post { $0.fail(self.isClosed ? .connectionLost("the client is closed") : .overloaded) }
            return InMemoryClientExchange(link)
        }
        open[ObjectIdentifier(link)] = link
        link.whenClosed { [weak self, id = ObjectIdentifier(link)] in self?.open[id] = nil }
        if let budget { link.limit(to: budget) }
        link.open(serve: serve)
        let exchange = InMemoryClientExchange(link)
        if let body {
            if body.readableBytes > 0 { exchange.write(body) }
            exchange.finish()
        }
        return exchange
    }

    package func close() {
        eventLoop.preconditionInEventLoop()
        isClosed = true
    }

    /// Breaks every open exchange, as the sudden end of one of the processes would.
    package func breakConnection() {
        eventLoop.preconditionInEventLoop()
        for link in open.values {
            link.post { $0.fail(.connectionLost("the peer vanished")) }
        }
    }
}
