package import NIOCore
package import Transport

/// The services that this one calls, one client each; confined to the event loop.
///
/// Clients are made at the first use. At the bound no further one is made: the caller treats the peer as unreachable.
// Safe because every entry asserts the event loop.
package final class PeerPool: @unchecked Sendable {
    package let eventLoop: any EventLoop
    private let bound: Int
    private let connect: @Sendable (PeerAddress) -> (any HTTPClient)?
    private var peers: [PeerAddress: Peer] = [:]

    /// The bound is of peers at once; `connect` makes a client, or `nil` if it cannot.
    package init(
        eventLoop: any EventLoop,
        bound: Int = 256,
        connect: @escaping @Sendable (PeerAddress) -> (any HTTPClient)?
    ) {
        self.eventLoop = eventLoop
        self.bound = bound
        self.connect = connect
    }

    package var count: Int { peers.count }

    /// The peer at that address; `nil` if the bound is reached or no client can be made.
    package func peer(at address: PeerAddress) -> Peer? {
        eventLoop.preconditionInEventLoop()
        if let peer = peers[address] { return peer }
        guard peers.count < bound, let client = connect(address) else { return nil }
        let peer = Peer(address: address, http: client)
        peers[address] = peer
        return peer
    }

    /// Lets the peers go that are not among these: their open exchanges end in order, then their connections close.
    package func keep(only addresses: Set<PeerAddress>) {
        eventLoop.preconditionInEventLoop()
        for (address, peer) in peers where !addresses.contains(address) {
            peers[address] = nil
            peer.http.close()
        }
    }

    package func closeAll() { keep(only: []) }
}
