/// Where a client connects, and what it allows itself.
package struct ClientConfiguration: Sendable {
    package var host: String
    package var port: Int
    /// Speaks TLS, if given; else HTTP/2 with prior knowledge.
    package var tls: TLSConfiguration?
    package var limits: HTTP2Limits
    /// Connections open at once; the second is opened when the first has as many streams as the server allows.
    package var connections = 1
    /// Requests that wait for a connection or for a free stream; one more fails with `.overloaded`.
    package var queuedRequests = 1_024
    /// How long one attempt to connect may take, TLS included.
    package var connectBudget = Duration.seconds(1)
    /// How long no attempt is made after the first failed one; doubles with each until the last.
    package var firstBackoff = Duration.milliseconds(50)
    package var lastBackoff = Duration.seconds(2)
    /// With requests open, silence of this length is answered with a PING, and twice of it ends the connection.
    package var keepalive = Duration.seconds(5)

    package init(host: String, port: Int, tls: TLSConfiguration? = nil, limits: HTTP2Limits = .mesh) {
        self.host = host
        self.port = port
        self.tls = tls
        self.limits = limits
    }
}
