import HTTP2
import NIOCore
import NIOPosix
import Transport

/// A client joined to a server by one of the transports, on one event loop of its own.
struct Pair: Sendable {
    /// One body, and the bytes that may wait, on every transport under test.
    static let bodyLimit = 1 << 20

    let client: any HTTPClient
    /// Ends the server's process, as far as the client can tell.
    let breakConnection: @Sendable () async -> Void
    private let stop: @Sendable () async throws -> Void

    /// Makes a pair for the length of a test.
    static func with(
        _ kind: TransportKind,
        serve: @escaping @Sendable (any ServerExchange) -> Void,
        _ body: (Pair) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let pair = try await make(kind, group, serve)
        do {
            try await body(pair)
        } catch {
            try await pair.stop()
            throw error
        }
        try await pair.stop()
    }

    private static func make(
        _ kind: TransportKind,
        _ group: MultiThreadedEventLoopGroup,
        _ serve: @escaping @Sendable (any ServerExchange) -> Void
    ) async throws -> Pair {
        switch kind {
        case .inMemory:
            var limits = InMemoryLimits()
            limits.bodyBytes = bodyLimit
            let transport = InMemoryTransport(eventLoop: group.next(), limits: limits, serve: serve)
            return Pair(
                client: transport,
                breakConnection: { try? await transport.eventLoop.submit { transport.breakConnection() }.get() },
                stop: { try await group.shutdownGracefully() }
            )
        case .http2:
            var limits = HTTP2Limits.mesh
            limits.bodyBytes = bodyLimit
            let configuration = ServerConfiguration(host: "127.0.0.1", port: 0, limits: limits, timers: .mesh)
            let server = HTTPServer(configuration: configuration, group: group, handler: serve)
            let port = try await server.start().port ?? 0
            let client = try HTTP2Client(
                configuration: ClientConfiguration(host: "127.0.0.1", port: port, limits: limits),
                eventLoop: group.next()
            )
            return Pair(
                client: client,
                breakConnection: { await server.drain(grace: .zero) },
                stop: {
                    try await client.eventLoop.submit { client.close() }.get()
                    await server.drain(grace: .zero)
                    try await group.shutdownGracefully()
                }
            )
        }
    }
}

extension Pair {
    /// Does something on the client's loop.
    func onLoop<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value {
        try await client.eventLoop.submit(body).get()
    }
}
