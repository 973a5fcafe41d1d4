/// How long a server waits for its peers.
package struct ServerTimers: Sendable {
    /// From the accepted connection to the end of TLS, the preface and the first settings.
    package var handshake: Duration
    /// From the first byte of a header block to its last.
    package var headers: Duration
    /// The period over which a request body must come at the minimum rate.
    package var bodyPeriod: Duration
    /// In bytes per second; zero means that a body may stand still, as open calls do.
    package var minimumBodyRate: Int
    /// How long a connection may be open without a request.
    package var idle: Duration
    /// How long a peer may read nothing that waits for it.
    package var stall: Duration
    /// How often the above are looked at.
    package var resolution: Duration

    package static let edge = ServerTimers(
        handshake: .seconds(5),
        headers: .seconds(5),
        bodyPeriod: .seconds(5),
        minimumBodyRate: 256,
        idle: .seconds(60),
        stall: .seconds(20),
        resolution: .seconds(1)
    )

    package static let mesh = ServerTimers(
        handshake: .seconds(5),
        headers: .seconds(5),
        bodyPeriod: .seconds(5),
        minimumBodyRate: 0,
        idle: .seconds(300),
        stall: .seconds(20),
        resolution: .seconds(1)
    )
}
