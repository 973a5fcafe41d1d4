import Kernel
import NIOCore
import NIOHTTP1
import NIOPosix
import Transport

/// Sends requests over HTTP/1.1: one at a time on each of a fixed number of connections, the rest waits in line.
// Safe because every variable is used on `eventLoop` only.
final class HTTP1Client: HTTPClient, @unchecked Sendable {
    let eventLoop: any EventLoop
    private let address: ServerAddress
    private let connectionLimit: Int
    private let waitingLimit: Int
    private var idle: [HTTP1Connection] = []
    private var connectionCount = 0
    private var waiting = CircularBuffer<HTTP1Exchange>()
    private var isClosed = false

    init(_ address: ServerAddress, connections: Int, waitingLimit: Int, eventLoop: any EventLoop) {
        self.address = address
        connectionLimit = connections
        self.waitingLimit = waitingLimit
        self.eventLoop = eventLoop
    }

    func send(
        _ head: RequestHead,
        body: ByteBuffer?,
        budget: Duration?,
        receive: @escaping @Sendable (ResponseEvent) -> Void
    ) -> any ClientExchange {
        let exchange = HTTP1Exchange(head: head, body: body ?? ByteBuffer(), receive: receive)
        if let budget {
            eventLoop.scheduleTask(in: .nanoseconds(budget.nanoseconds)) { exchange.fail(.deadlineExceeded) }
        }
        guard waiting.count < waitingLimit, !isClosed else {
            eventLoop.execute { exchange.fail(.overloaded) }
            return exchange
        }
        waiting.append(exchange)
        dispatch()
        return exchange
    }

    func close() {
        isClosed = true
        for connection in idle { connection.close() }
    }

    /// Gives waiting requests to connections that have none, and opens connections up to the bound.
    private func dispatch() {
        while !waiting.isEmpty {
            guard let connection = idle.popLast() else {
                if connectionCount < connectionLimit { openConnection() }
                return
            }
            connection.begin(waiting.removeFirst())
        }
    }

    private func openConnection() {
        connectionCount += 1
        ClientBootstrap(group: eventLoop)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHTTPClientHandlers()
                    try channel.pipeline.syncOperations.addHandler(HTTP1Connection(client: self))
                }
            }
            .connect(host: address.host, port: address.port)
            .whenFailure { error in
                self.connectionCount -= 1
                while let exchange = self.waiting.popFirst() { exchange.fail(.connectionLost("\(error)")) }
            }
    }

    func becameIdle(_ connection: HTTP1Connection) {
        if isClosed { return connection.close() }
        idle.append(connection)
        dispatch()
    }

    func vanished(_ connection: HTTP1Connection) {
        connectionCount -= 1
        idle.removeAll { $0 === connection }
        dispatch()
    }
}
