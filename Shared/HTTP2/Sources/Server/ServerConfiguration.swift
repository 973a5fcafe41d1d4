/// Where and how a server listens.
package struct ServerConfiguration: Sendable {
    package var host: String
    /// Zero for any port that is free.
    package var port: Int
    /// Speaks TLS only, if given.
    package var tls: TLSConfiguration?
    package var limits: HTTP2Limits
    package var timers: ServerTimers
    /// Connections open at once; one more is closed as soon as it comes.
    package var connections = 4_096

    package init(
        host: String,
        port: Int,
        tls: TLSConfiguration? = nil,
        limits: HTTP2Limits = .edge,
        timers: ServerTimers = .edge
    ) {
        self.host = host
        self.port = port
        self.tls = tls
        self.limits = limits
        self.timers = timers
    }
}
