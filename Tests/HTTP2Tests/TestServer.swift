import HTTP2
import NIOCore
import NIOPosix
import Synchronization
import Transport

/// A server on a free port, with routes that show what a transport must carry.
struct TestServer: Sendable {
    let server: HTTPServer
    let port: Int
    let group: MultiThreadedEventLoopGroup
    /// How exchanges with `/hang` have ended.
    let closes: Journal<String>

    static func with(
        limits: HTTP2Limits = .edge,
        timers: ServerTimers = .edge,
        tls: TLSConfiguration? = nil,
        connections: Int = 100,
        _ body: (TestServer) async throws -> Void
    ) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let closes = Journal<String>()
        let handler = handler(closes)
        var configuration = ServerConfiguration(host: "127.0.0.1", port: 0, tls: tls, limits: limits, timers: timers)
        configuration.connections = connections
        let server = HTTPServer(configuration: configuration, group: group, handler: handler)
        let port = try await server.start().port ?? 0
        do {
            try await body(TestServer(server: server, port: port, group: group, closes: closes))
        } catch {
            await server.drain(grace: .zero)
            try await group.shutdownGracefully()
            throw error
        }
        await server.drain(grace: .zero)
        try await group.shutdownGracefully()
    }

    /// Another server in the place of this one, which has stopped.
    func again() async throws -> HTTPServer {
        let configuration = ServerConfiguration(host: "127.0.0.1", port: port)
        let server = HTTPServer(configuration: configuration, group: group, handler: Self.handler(closes))
        _ = try await server.start()
        return server
    }

    private static func handler(_ closes: Journal<String>) -> @Sendable (any ServerExchange) -> Void {
        let calls = TestCalls.router
        var routes = HTTPRouter()
        routes.on("GET", "/hello") { exchange, _ in
            let head = ResponseHead(status: 200, headers: ["x-version": exchange.request.version.rawValue])
            exchange.respond(head, body: ByteBuffer(string: "hello"))
        }
        routes.on("POST", "/echo") { exchange, _ in
            exchange.collectBody(limit: 8 << 20) { result in
                switch result {
                case .success(let body): exchange.respond(ResponseHead(status: 200), body: body)
                case .failure(.tooLarge): exchange.respond(ResponseHead(status: 413), body: ByteBuffer())
                case .failure: break
                }
            }
        }
        routes.on("POST", "/stream") { exchange, _ in stream(exchange) }
        routes.on("GET", "/big") { exchange, _ in
            exchange.respond(ResponseHead(status: 200), body: ByteBuffer(repeating: 0x62, count: 3 << 20))
        }
        routes.on("POST", "/hang") { exchange, _ in
            closes.note("open")
            exchange.receive { _ in }
            exchange.onClose { closes.note($0.map { "\($0)" } ?? "complete") }
        }
        routes.on("POST", "/ignore") { exchange, _ in
            exchange.respond(ResponseHead(status: 409), body: ByteBuffer(string: "not now"))
        }
        let table = routes
        return { exchange in
            if !calls.handle(exchange) { table.handle(exchange) }
        }
    }

    /// Sends every chunk back as it comes, and the count of bytes as a trailer.
    private static func stream(_ exchange: any ServerExchange) {
        let counter = Counter()
        exchange.start(ResponseHead(status: 200))
        exchange.receive { event in
            switch event {
            case .chunk(let chunk):
                counter.total.withLock { $0 += chunk.readableBytes }
                exchange.write(chunk)
            case .end: exchange.finish(trailers: ["x-count": "\(counter.total.withLock { $0 })"])
            case .failed: break
            }
        }
    }
}

/// A count that closures share.
final class Counter: Sendable {
    let total = Mutex(0)
}
