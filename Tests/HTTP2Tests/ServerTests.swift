import Foundation
import HTTP2
import NIOCore
import Testing
import Transport

@Suite("A server keeps order on its connections", .serialized, .timeLimit(.minutes(2)))
struct ServerTests {
    @Test("what is not HTTP is answered with 400 and a closed connection")
    func malformed() async throws {
        try await TestServer.with { server in
            let peer = try await RawPeer.connect(to: server)
            try await peer.send("NONSENSE\r\n\r\n")
            #expect(try await peer.isClosed())
            #expect(peer.text.hasPrefix("HTTP/1.1 400"))
        }
    }

    @Test("a head of HTTP/1.1 above the limit is answered with 431")
    func headerLimit() async throws {
        try await TestServer.with { server in
            let peer = try await RawPeer.connect(to: server)
            let fields = (0..<100).map { "x-\($0): \(String(repeating: "v", count: 500))\r\n" }.joined()
            try await peer.send("GET /hello HTTP/1.1\r\nhost: a\r\n\(fields)\r\n")
            #expect(try await peer.isClosed())
            #expect(peer.text.hasPrefix("HTTP/1.1 431"))
            #expect(server.server.counters.snapshot.limitHits[.headerList] == 1)
        }
    }

    @Test("pipelined requests are answered in their order")
    func pipelining() async throws {
        try await TestServer.with { server in
            let peer = try await RawPeer.connect(to: server)
            let echo = { (body: String) in
                "POST /echo HTTP/1.1\r\nhost: a\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
            }
            try await peer.send(
                echo("first") + echo("second") + "GET /hello HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
            )
            #expect(try await peer.isClosed())
            let bodies = peer.text.components(separatedBy: "\r\n\r\n").dropFirst().map { $0.prefix { $0 != "H" } }
            #expect(bodies == ["first", "second", "hello"])
        }
    }

    @Test("a client that hangs up is noticed at once", arguments: [false, true])
    func hangUp(isHTTP2: Bool) async throws {
        try await TestServer.with { server in
            let peer = isHTTP2 ? try await RawPeer.greet(server) : try await RawPeer.connect(to: server)
            if isHTTP2 {
                try await peer.send(.request(1, method: "POST", path: "/hang"))
            } else {
                try await peer.send("POST /hang HTTP/1.1\r\nhost: a\r\ncontent-length: 2\r\n\r\nab")
            }
            _ = try await server.closes.wait(for: 1)
            try await peer.close()
            let reason = isHTTP2 ? "connectionLost(\"the connection ended\")" : "canceled(code: 8)"
            #expect(try await server.closes.wait(for: 2) == ["open", reason])
            #expect(server.server.counters.snapshot.streamsOpen == 0)
        }
    }

    @Test("connections above the limit are closed at once")
    func connections() async throws {
        try await TestServer.with(connections: 2) { server in
            let peers = [try await RawPeer.greet(server), try await RawPeer.greet(server)]
            let late = try await RawPeer.connect(to: server)
            #expect(try await late.isClosed())
            #expect(server.server.counters.snapshot.limitHits[.connections] == 1)
            try await peers[0].send(.request(1, path: "/hello"))
            #expect(try await peers[0].waits { peers[0].frames.contains { $0.type == Frame.data } })
        }
    }

    @Test("a server that stops answers what is open, refuses what is new, and then closes")
    func drain() async throws {
        try await TestServer.with { server in
            let open = try await RawPeer.greet(server)
            try await open.send(.request(1, method: "POST", path: "/stream", flags: Frame.endHeaders))
            let idle = try await RawPeer.greet(server)
            let idle1 = try await RawPeer.connect(to: server)
            try await idle1.send("GET /hello HTTP/1.1\r\nhost: a\r\n\r\n")
            #expect(
                try await open.waits {
                    open.frames.contains { $0.type == Frame.headers } && idle1.text.hasSuffix("hello")
                }
            )

            async let drained: Void = server.server.drain(grace: .seconds(5))
            #expect(try await idle1.isClosed())
            let notice = { open.frames.contains { $0.type == Frame.goAway && $0.numbers[0] == .max >> 1 } }
            #expect(try await open.waits(for: notice))
            try await open.send(
                Frame(type: Frame.ping, flags: Frame.acknowledgment, payload: [UInt8](repeating: 0, count: 8))
            )
            try await idle.send(
                Frame(type: Frame.ping, flags: Frame.acknowledgment, payload: [UInt8](repeating: 0, count: 8))
            )
            #expect(try await open.waits { open.frames.contains { $0.type == Frame.goAway && $0.numbers[0] == 1 } })
            #expect(try await idle.isClosed())
            try await open.send(Frame(type: Frame.data, flags: Frame.endStream, stream: 1, payload: Array("last".utf8)))
            #expect(try await open.isClosed())
            #expect(open.frames.contains { $0.type == Frame.data && $0.payload == Array("last".utf8) })
            await drained
            await #expect(throws: (any Error).self) { _ = try await RawPeer.connect(to: server) }
        }
    }

    @Test("the grace period ends what does not end by itself")
    func grace() async throws {
        try await TestServer.with { server in
            let peer = try await RawPeer.greet(server)
            try await peer.send(.request(1, method: "POST", path: "/hang"))
            _ = try await server.closes.wait(for: 1)
            await server.server.drain(grace: .milliseconds(100))
            #expect(try await peer.isClosed())
            #expect(try await server.closes.wait(for: 2).count == 2)
        }
    }
}
