import NIOCore
import Telemetry
import Transport

/// The network of the machine: HTTP/2 and HTTP/1.1 on TCP, with TLS where certificates are given.
struct SocketNetwork: Network {
    private let eventLoop: any EventLoop

    init(options: CommonOptions, eventLoop: any EventLoop, metrics: MetricsRegistry) throws {
        self.eventLoop = eventLoop
    }

    func listen(
        host: String,
        port: Int,
        serve: @escaping @Sendable (any ServerExchange) -> Void
    ) -> EventLoopFuture<any Listener> {
        preconditionFailure("not connected to sockets yet")
    }

    func client(for address: PeerAddress) -> any HTTPClient {
        preconditionFailure("not connected to sockets yet")
    }
}
