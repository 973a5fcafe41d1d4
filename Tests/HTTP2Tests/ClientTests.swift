import HTTP2
import NIOCore
import NIOPosix
import Synchronization
import Testing
import Transport

@Suite("A client reaches its server, or says at once that it can not", .serialized, .timeLimit(.minutes(2)))
struct ClientTests {
    private static let hello = RequestHead(method: "GET", target: "/hello")

    @Test("a server that is not there fails requests at once, and is found when it comes back")
    func reconnect() async throws {
        try await TestServer.with { server in
            try await server.withClient { client in
                #expect(try await client.ask(Self.hello).get().head.status == 200)
                await server.server.drain(grace: .seconds(2))
                for _ in 0..<20 {
                    let clock = ContinuousClock()
                    let start = clock.now
                    guard case .failure(.connectionLost) = await client.ask(Self.hello) else {
                        Issue.record("a request without a server was answered")
                        return
                    }
                    #expect(clock.now - start < .seconds(1))
                }
                #expect(client.counters.snapshot.connectionsOpen == 0)
                let again = try await server.again()
                var status: Int?
                for _ in 0..<100 where status == nil {
                    try await Task.sleep(for: .milliseconds(100))
                    status = try? await client.ask(Self.hello).get().head.status
                }
                #expect(status == 200)
                await again.drain(grace: .zero)
            }
        }
    }

    @Test("requests above the server's streams wait for their turn, and all are answered")
    func waiting() async throws {
        var limits = HTTP2Limits.mesh
        limits.concurrentStreams = 4
        try await TestServer.with(limits: limits) { server in
            try await server.withClient { client in
                _ = await client.ask(Self.hello)
                let statuses = await withTaskGroup(of: Int?.self) { group in
                    for _ in 0..<60 { group.addTask { try? await client.ask(Self.hello).get().head.status } }
                    return await group.reduce(into: [Int?]()) { $0.append($1) }
                }
                #expect(statuses == [Int?](repeating: 200, count: 60))
                #expect(server.server.counters.snapshot.connectionsOpened == 1)
                #expect(server.server.counters.snapshot.limitHits[.streams] == nil)
            }
        }
    }

    @Test("what is sent leaves at the end of the turn, or at once if it is asked to")
    func flush() async throws {
        try await TestServer.with { server in
            try await server.withClient { client in
                _ = await client.ask(Self.hello)
                let sent = try await client.eventLoop.submit {
                    _ = client.send(Self.hello, body: ByteBuffer(), budget: nil) { _ in }
                    let before = client.counters.snapshot.bytesSent
                    client.flush()
                    return client.counters.snapshot.bytesSent - before
                }.get()
                #expect(sent > 0)
            }
        }
    }

    @Test("more than may wait is refused, and who waits too long is told")
    func queue() async throws {
        var limits = HTTP2Limits.mesh
        limits.concurrentStreams = 1
        try await TestServer.with(limits: limits) { server in
            try await server.withClient(adjust: { $0.queuedRequests = 1 }) { client in
                _ = await client.ask(Self.hello)
                let hang = RequestHead(method: "POST", target: "/hang")
                async let first = client.ask(hang, budget: .milliseconds(400))
                _ = try await server.closes.wait(for: 1)
                async let second = client.ask(hang, budget: .milliseconds(200))
                try await Task.sleep(for: .milliseconds(50))
                #expect(await client.ask(hang) == .failure(.overloaded))
                #expect(await second == .failure(.deadlineExceeded))
                #expect(await first == .failure(.deadlineExceeded))
                #expect(client.counters.snapshot.limitHits[.queue] == 1)
                #expect(try await client.ask(Self.hello).get().head.status == 200)
            }
        }
    }

    @Test("a second connection is opened when the first is full")
    func secondConnection() async throws {
        var limits = HTTP2Limits.mesh
        limits.concurrentStreams = 1
        try await TestServer.with(limits: limits) { server in
            try await server.withClient(adjust: { $0.connections = 2 }) { client in
                _ = await client.ask(Self.hello)
                async let first = client.ask(RequestHead(method: "POST", target: "/hang"), budget: .milliseconds(500))
                _ = try await server.closes.wait(for: 1)
                #expect(try await client.ask(Self.hello, budget: .milliseconds(400)).get().head.status == 200)
                #expect(server.server.counters.snapshot.connectionsOpened == 2)
                _ = await first
            }
        }
    }

    @Test("a server that falls silent is given up")
    func silence() async throws {
        try await TestServer.with { server in
            let silent = try await ServerBootstrap(group: server.group).bind(host: "127.0.0.1", port: 0).get()
            let port = silent.localAddress?.port ?? 0
            let result = try await server.withClient(port: port, adjust: { $0.keepalive = .milliseconds(100) }) {
                client in
                await client.ask(Self.hello, budget: nil)
            }
            #expect(result == .failure(.connectionLost("the peer gives no sign of life")))
            try await silent.close()
        }
    }

    @Test("a server without HTTP/2 is not spoken to")
    func noHTTP2() async throws {
        try await Certificates.with { certificates in
            var files = certificates.server
            files.applicationProtocols = ["http/1.1"]
            try await TestServer.with(tls: files) { server in
                guard
                    case .failure(.connectionLost) = await server.get(
                        "/hello",
                        tls: certificates.client(),
                        host: "localhost"
                    )
                else {
                    Issue.record("HTTP/2 was spoken with a server that does not offer it")
                    return
                }
            }
        }
    }

    @Test("a request that crosses the server's goodbye is sent again on a fresh connection")
    func retry() async throws {
        try await TestServer.with { server in
            let leaving = try await LeavingServer.start(on: server.group)
            let result = try await server.withClient(port: leaving.port) { client in
                async let first = client.ask(Self.hello)
                return await first
            }
            #expect(try result.get().head.status == 200)
            #expect(leaving.connections.total.withLock { $0 } == 2)
            try await leaving.stop()
        }
    }

    @Test("after its close a client answers what is open and takes nothing new")
    func close() async throws {
        try await TestServer.with { server in
            try await server.withClient { client in
                let head = RequestHead(method: "POST", target: "/echo")
                async let open = client.ask(head, body: ByteBuffer(repeating: 1, count: 600_000))
                try await Task.sleep(for: .milliseconds(5))
                try await client.eventLoop.submit { client.close() }.get()
                #expect(await client.ask(Self.hello) == .failure(.connectionLost("the client is closed")))
                _ = await open
            }
        }
    }
}
