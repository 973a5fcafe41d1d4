import NIOCore
import ServiceKit
import Synchronization
import Transport

/// Ports of one process: who listens on them is called without sockets.
final class MemoryNetwork: Network {
    private struct Port: Listener {
        let port: Int
        let eventLoop: any EventLoop

        func shutDown() -> EventLoopFuture<Void> { eventLoop.makeSucceededVoidFuture() }
    }

    private let world: World
    private let ports = Mutex<[Int: @Sendable (any ServerExchange) -> Void]>([:])

    init(_ world: World) { self.world = world }

    func listen(
        host: String,
        port: Int,
        serve: @escaping @Sendable (any ServerExchange) -> Void
    ) -> EventLoopFuture<any Listener> {
        ports.withLock { $0[port] = serve }
        return world.loop.makeSucceededFuture(Port(port: port, eventLoop: world.loop))
    }

    func client(for address: PeerAddress) -> (any HTTPClient)? { connect(address.port) }

    func connect(_ port: Int) -> InMemoryTransport {
        InMemoryTransport(eventLoop: world.loop) { [weak self] exchange in
            guard let serve = self?.ports.withLock({ $0[port] }) else {
                return exchange.reset(code: ErrorCode.refusedStream)
            }
            serve(exchange)
        }
    }
}
