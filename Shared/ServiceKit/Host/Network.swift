package import NIOCore
package import Transport

/// How a host reaches others and is reached: over sockets, or in memory in tests.
package protocol Network: Sendable {
    /// Starts to serve every exchange of every connection to that port with the handler.
    func listen(
        host: String,
        port: Int,
        serve: @escaping @Sendable (any ServerExchange) -> Void
    ) -> EventLoopFuture<any Listener>

    /// A client of that address, which connects at its first request; `nil` if its certificates cannot be read.
    func client(for address: PeerAddress) -> (any HTTPClient)?
}

/// An open port.
package protocol Listener: Sendable {
    /// The one it has, where any was asked for.
    var port: Int { get }

    /// Takes no connections and no requests any more; completes when what is in flight has ended.
    func shutDown() -> EventLoopFuture<Void>
}
