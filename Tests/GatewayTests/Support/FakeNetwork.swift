import NIOCore
import ServiceKit
import Synchronization
import Transport

/// A network inside the process: whoever is registered at a port is reached there, nobody else.
final class FakeNetwork: Network {
    typealias Serve = @Sendable (any ServerExchange) -> Void

    private struct OpenPort: Listener {
        let port: Int
        let eventLoop: any EventLoop

        func shutDown() -> EventLoopFuture<Void> { eventLoop.makeSucceededVoidFuture() }
    }

    private let eventLoop: any EventLoop
    private let ports = Mutex<[Int: Serve]>([:])
    private let clients = Mutex<[Int: [InMemoryTransport]]>([:])
    private let served = Mutex<[Int: [WeakExchange]]>([:])

    init(eventLoop: any EventLoop) {
        self.eventLoop = eventLoop
    }

    func listen(host: String, port: Int, serve: @escaping Serve) -> EventLoopFuture<any Listener> {
        register(port, serve)
        return eventLoop.makeSucceededFuture(OpenPort(port: port, eventLoop: eventLoop))
    }

    func client(for address: PeerAddress) -> (any HTTPClient)? {
        let port = address.port
        let transport = InMemoryTransport(eventLoop: eventLoop) { [self] exchange in
            guard let serve = ports.withLock({ $0[port] }) else {
                return exchange.reset(code: ErrorCode.refusedStream)
            }
            served.withLock { $0[port, default: []].append(WeakExchange(exchange: exchange)) }
            serve(exchange)
        }
        clients.withLock { $0[port, default: []].append(transport) }
        return transport
    }

    /// How many exchanges were served at a port, and how many of them somebody still keeps.
    func exchanges(at port: Int) -> (served: Int, kept: Int) {
        served.withLock { all in
            let own = all[port] ?? []
            return (own.count, own.count { $0.exchange != nil })
        }
    }

    func register(_ port: Int, _ serve: @escaping Serve) {
        ports.withLock { $0[port] = serve }
    }

    /// Ends whoever is there, with all its connections; call on the loop.
    func kill(_ port: Int) {
        ports.withLock { $0[port] = nil }
        for transport in clients.withLock({ $0[port] ?? [] }) { transport.breakConnection() }
    }
}

/// Remembers an exchange without keeping it.
// Safe because it only reads a weak reference, which the runtime guards.
private struct WeakExchange: @unchecked Sendable {
    weak var exchange: (any ServerExchange)?
}
