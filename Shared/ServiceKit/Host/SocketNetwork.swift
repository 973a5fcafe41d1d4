import HTTP2
import Kernel
import NIOCore
import Telemetry
import Transport

/// The network of the machine: HTTP/2 and HTTP/1.1 on TCP, with TLS where certificates are given.
struct SocketNetwork: Network {
    private let eventLoop: any EventLoop
    private let limits: HTTP2Limits
    private let timers: ServerTimers
    private let grace: Duration
    private let serverFiles: TLSConfiguration?
    private let clientFiles: TLSConfiguration?
    private let metrics: TransportMetrics

    /// - Throws: What is wrong with the certificates.
    init(
        identity: ServiceIdentity,
        options: CommonOptions,
        eventLoop: any EventLoop,
        metrics: MetricsRegistry
    ) throws {
        self.eventLoop = eventLoop
        limits = identity.isPublic ? .edge : Self.meshLimits
        timers = identity.isPublic ? .edge : .mesh
        grace = .seconds(options.drainSeconds)
        serverFiles = Self.serverFiles(options)
        clientFiles = Self.clientFiles(options)
        self.metrics = TransportMetrics(metrics)
        // Wrong files are to be named now, not when the first peer is called.
        _ = try HTTP2Client(
            configuration: ClientConfiguration(host: "", port: 0, tls: clientFiles),
            eventLoop: eventLoop
        )
    }

    func listen(
        host: String,
        port: Int,
        serve: @escaping @Sendable (any ServerExchange) -> Void
    ) -> EventLoopFuture<any Listener> {
        let configuration = ServerConfiguration(
            host: host,
            port: port,
            tls: serverFiles,
            limits: limits,
            timers: timers
        )
        let server = HTTPServer(configuration: configuration, group: eventLoop, handler: serve)
        metrics.add(server.counters, side: "server", of: server)
        return eventLoop.makeFutureWithTask {
            do {
                let address = try await server.start()
                return SocketListener(server: server, port: address.port ?? port, grace: grace, eventLoop: eventLoop)
            } catch {
                throw ListenFailure(host: host, port: port, reason: ListenFailure.reason(of: error))
            }
        }
    }

    func client(for address: PeerAddress) -> (any HTTPClient)? {
        let configuration = ClientConfiguration(
            host: address.host,
            port: address.port,
            tls: clientFiles,
            limits: Self.meshLimits
        )
        guard let client = try? HTTP2Client(configuration: configuration, eventLoop: eventLoop) else { return nil }
        metrics.add(client.counters, side: "client", of: client)
        return client
    }

    /// Calls between services stay open for days, so their bodies have no end; every message in them is bounded.
    private static var meshLimits: HTTP2Limits {
        var limits = HTTP2Limits.mesh
        limits.bodyBytes = .max
        return limits
    }

    private static func serverFiles(_ options: CommonOptions) -> TLSConfiguration? {
        guard options.tlsCert != nil else { return nil }
        return TLSConfiguration(
            certificateFile: options.tlsCert,
            keyFile: options.tlsKey,
            trustFile: options.tlsCa,
            verification: options.tlsRequireClientCert ? .required : .none
        )
    }

    private static func clientFiles(_ options: CommonOptions) -> TLSConfiguration? {
        guard options.tlsCa != nil else { return nil }
        return TLSConfiguration(
            certificateFile: options.tlsCert,
            keyFile: options.tlsKey,
            trustFile: options.tlsCa,
            verification: .required,
            applicationProtocols: ["h2"]
        )
    }
}

/// An open port of the machine.
private struct SocketListener: Listener {
    let server: HTTPServer
    let port: Int
    let grace: Duration
    let eventLoop: any EventLoop

    func shutDown() -> EventLoopFuture<Void> {
        eventLoop.makeFutureWithTask { await server.drain(grace: grace) }
    }
}
