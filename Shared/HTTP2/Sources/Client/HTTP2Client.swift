import Kernel
package import NIOCore
import NIOPosix
package import Transport

/// Sends requests to one server over connections that it opens when they are needed.
///
/// While the server can not be reached, requests fail at once until the next attempt is due; requests that come during
/// an attempt wait for it.
// Safe because every entry asserts its event loop.
package final class HTTP2Client: HTTPClient, @unchecked Sendable {
    package let eventLoop: any EventLoop
    package let counters = TransportCounters()
    let limits: HTTP2Limits
    private let configuration: ClientConfiguration
    private let authority: String
    private var tls: TLSContext?
    private var connections: [HTTP2ClientHandler] = []
    private var attempt: HTTP2ClientHandler?
    private var isConnecting = false
    private var queue = CircularBuffer<HTTP2ClientExchange>()
    private var backoff: ReconnectBackoff
    private var isClosed = false

    /// Reads certificate files, if there are any, but does not connect yet.
    package init(configuration: ClientConfiguration, eventLoop: any EventLoop) throws(TLSFailure) {
        self.configuration = configuration
        authority = "\(configuration.host):\(configuration.port)"
        self.eventLoop = eventLoop
        limits = configuration.limits
        backoff = ReconnectBackoff(first: configuration.firstBackoff, last: configuration.lastBackoff)
        if let files = configuration.tls { tls = try TLSContext(client: files) }
    }

    package func send(
        _ head: RequestHead,
        body: ByteBuffer?,
        budget: Duration?,
        receive: @escaping @Sendable (ResponseEvent) -> Void
    ) -> any ClientExchange {
        eventLoop.preconditionInEventLoop()
        var head = head
        if head.authority.isEmpty { head.authority = authority }
        let exchange = HTTP2ClientExchange(head, body: body, budget: budget, client: self, receive: receive)
        if isClosed {
            exchange.failSoon(.connectionLost("the client is closed"))
        } else if let connection = connectionWithRoom, queue.isEmpty {
            if !exchange.open(on: connection) { exchange.failSoon(.overloaded) }
        } else {
            enqueue(exchange)
        }
        return exchange
    }

    package func connect() {
        eventLoop.preconditionInEventLoop()
        if connections.isEmpty { connectIfUseful() }
    }

    package func flush() {
        eventLoop.preconditionInEventLoop()
        for connection in connections { connection.flush() }
    }

    package func close() {
        eventLoop.preconditionInEventLoop()
        isClosed = true
        failQueue("the client is closed")
        attempt?.drain()
        for connection in connections { connection.drain() }
    }

    /// Reads the certificate files again, for the connections that are opened from now on.
    package func reloadCertificates() throws(TLSFailure) {
        eventLoop.preconditionInEventLoop()
        if let files = configuration.tls { tls = try TLSContext(client: files) }
    }

    // MARK: requests that wait

    private var connectionWithRoom: HTTP2ClientHandler? {
        connections.filter(\.hasRoom).min { $0.openStreams < $1.openStreams }
    }

    /// Lets a request wait, if there is anything to wait for.
    func enqueue(_ exchange: HTTP2ClientExchange) {
        connectIfUseful()
        guard isConnecting || !connections.isEmpty else {
            return exchange.failSoon(.connectionLost(backoff.reason))
        }
        guard queue.count < configuration.queuedRequests else {
            counters.hit(.queue)
            return exchange.failSoon(.overloaded)
        }
        queue.append(exchange)
    }

    /// The exchange has ended while it waited.
    func forget(_ exchange: HTTP2ClientExchange) {
        queue.removeAll { $0 === exchange }
    }

    func hasRoom() {
        while !queue.isEmpty, let connection = connectionWithRoom {
            let exchange = queue.removeFirst()
            if !exchange.open(on: connection) { exchange.failSoon(.overloaded) }
        }
    }

    private func failQueue(_ reason: String) {
        let waiting = queue
        queue = []
        for exchange in waiting { exchange.fail(.connectionLost(reason)) }
    }

    // MARK: connections

    func isReady(_ connection: HTTP2ClientHandler) {
        isConnecting = false
        attempt = nil
        connections.append(connection)
        hasRoom()
        if isClosed { connection.drain() }
    }

    /// The connection's first settings have come, so there is a server behind it.
    func isProven(_ connection: HTTP2ClientHandler) {
        backoff.noteSuccess()
        hasRoom()
    }

    /// The server wants no more requests on this connection.
    func leaves(_ connection: HTTP2ClientHandler) {
        connections.removeAll { $0 === connection }
        if !queue.isEmpty { connectIfUseful() }
    }

    func ended(_ connection: HTTP2ClientHandler, wasProven: Bool, reason: String) {
        let wasAttempt = attempt === connection
        connections.removeAll { $0 === connection }
        if !wasProven, !isClosed { failAttempt(wasAttempt, reason) }
        if !queue.isEmpty { connectIfUseful() }
    }

    private func failAttempt(_ wasAttempt: Bool, _ reason: String) {
        if wasAttempt {
            isConnecting = false
            attempt = nil
        }
        backoff.noteFailure("\(configuration.host):\(configuration.port): \(reason)", at: eventLoop.instant)
        if connections.isEmpty, !isConnecting { failQueue(backoff.reason) }
    }

    private func connectIfUseful() {
        guard !isClosed, !isConnecting, connections.count < configuration.connections,
            backoff.allowsAttempt(at: eventLoop.instant)
        else { return }
        do {
            let isSecure = tls != nil
            try connect(HTTP2ClientHandler(self, keepalive: configuration.keepalive, isSecure: isSecure))
        } catch {
            backoff.noteFailure(String(describing: error), at: eventLoop.instant)
        }
    }

    private func connect(_ connection: HTTP2ClientHandler) throws {
        let host = configuration.host
        let security = try tls.map { try TLSHandler(client: $0, host: host) }
        let budget = TimeAmount.nanoseconds(configuration.connectBudget.nanoseconds)
        isConnecting = true
        attempt = connection
        let alarm = eventLoop.scheduleTask(in: budget) { [weak self, weak connection] in
            guard let self, let connection, self.attempt === connection else { return }
            connection.abandon("no connection in time")
        }
        ClientBootstrap(group: eventLoop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(budget)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let security { try channel.pipeline.syncOperations.addHandler(security) }
                    try channel.pipeline.syncOperations.addHandler(connection)
                }
            }
            .connect(host: host, port: configuration.port)
            .whenComplete { result in
                if self.tls == nil { alarm.cancel() }
                self.note(result, of: connection)
            }
    }

    private func note(_ result: Result<any Channel, any Error>, of connection: HTTP2ClientHandler) {
        switch result {
        case .success(let channel):
            counters.update {
                $0.connectionsOpened += 1
                $0.connectionsOpen += 1
            }
            channel.closeFuture.whenComplete { _ in self.counters.update { $0.connectionsOpen -= 1 } }
        case .failure(let error):
            if attempt === connection { failAttempt(true, String(describing: error)) }
        }
    }
}
