import Kernel
package import NIOCore
import NIOPosix
import Synchronization
package import Transport

/// Listens on one port for HTTP/2 and HTTP/1.1, and hands every request to one handler.
package final class HTTPServer: Sendable {
    package let counters = TransportCounters()
    private let configuration: ServerConfiguration
    private let group: any EventLoopGroup
    private let context: ServerContext
    private let tls = Mutex<TLSContext?>(nil)
    private let listener = Mutex<(any Channel)?>(nil)

    /// The handler is called on the event loop of the connection, and answers there.
    package init(
        configuration: ServerConfiguration,
        group: any EventLoopGroup,
        handler: @escaping @Sendable (any ServerExchange) -> Void
    ) {
        self.configuration = configuration
        self.group = group
        context = ServerContext(
            limits: configuration.limits,
            timers: configuration.timers,
            counters: counters,
            registry: ConnectionRegistry(limit: configuration.connections),
            handler: handler
        )
    }

    /// Begins to listen.
    ///
    /// - Returns: The address, with the port that was chosen if none was given.
    /// - Throws: When the address can not be had.
    package func start() async throws -> SocketAddress {
        let context = self.context
        try reloadCertificates()
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1_024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // One small read per connection and turn: under overload a long turn would delay the answers of work that is done.
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: ReadBacklog.readSize))
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try ConnectionSetup(server: context, tls: self.tls.withLock { $0 }).begin(channel)
                }
            }
            .bind(host: configuration.host, port: configuration.port).get()
        guard let address = channel.localAddress else {
            throw ChannelError.unknownLocalAddress
        }
        listener.withLock { $0 = channel }
        return address
    }

    /// Reads the certificate files again, for the connections that come from now on.
    package func reloadCertificates() throws(TLSFailure) {
        guard let files = configuration.tls else { return }
        let fresh = try TLSContext(server: files)
        tls.withLock { $0 = fresh }
    }

    /// Stops: accepts nothing new, lets open requests be answered, and after the grace period closes what is left.
    package func drain(grace: Duration) async {
        let channel = listener.withLock { listener in
            defer { listener = nil }
            return listener
        }
        try? await channel?.close()
        let ended = group.next().makePromise(of: Void.self)
        let alarm = ended.futureResult.eventLoop.scheduleTask(in: .nanoseconds(grace.nanoseconds)) {
            self.context.registry.closeAll()
            ended.succeed()
        }
        context.registry.drain(ended)
        try? await ended.futureResult.get()
        alarm.cancel()
    }
}
