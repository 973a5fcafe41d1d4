import HTTP2
import NIOCore
import Testing
import Transport

@Suite("A server does not wait for ever", .serialized, .timeLimit(.minutes(2)))
struct ServerTimerTests {
    private static let quick: ServerTimers = {
        var timers = ServerTimers.edge
        timers.handshake = .milliseconds(300)
        timers.headers = .milliseconds(300)
        timers.bodyPeriod = .milliseconds(300)
        timers.minimumBodyRate = 100
        timers.idle = .milliseconds(600)
        timers.stall = .milliseconds(300)
        timers.resolution = .milliseconds(50)
        return timers
    }()

    private func with(_ limit: TransportLimit, _ body: (TestServer) async throws -> Void) async throws {
        try await TestServer.with(timers: Self.quick) { server in
            try await body(server)
            #expect(server.server.counters.snapshot.limitHits[limit] == 1)
        }
    }

    @Test("half a preface is not waited on", arguments: ["", "PRI * HT"])
    func preface(text: String) async throws {
        try await with(.handshake) { server in
            let peer = try await RawPeer.connect(to: server)
            if !text.isEmpty { try await peer.send(text) }
            #expect(try await peer.isClosed())
        }
    }

    @Test("a preface without settings is not waited on")
    func settings() async throws {
        try await with(.handshake) { server in
            let peer = try await RawPeer.connect(to: server)
            try await peer.send(Frame.preface)
            #expect(try await peer.isClosed())
        }
    }

    @Test("a head of HTTP/1.1 that trickles is answered with 408")
    func trickle() async throws {
        try await with(.headers) { server in
            let peer = try await RawPeer.connect(to: server)
            try await peer.send("GET /hello HTTP/1.1\r\nhost: ")
            #expect(try await peer.isClosed())
            #expect(peer.text.hasPrefix("HTTP/1.1 408"))
        }
    }

    @Test("a header block of HTTP/2 that does not end is not waited on")
    func headerBlock() async throws {
        try await with(.headers) { server in
            let peer = try await RawPeer.greet(server)
            try await peer.send(.request(1, flags: 0))
            #expect(try await peer.isClosed())
            #expect(peer.frames.contains { $0.type == Frame.goAway && $0.numbers[1] == ErrorCode.enhanceYourCalm })
        }
    }

    @Test("a body that stands still is given up, and its stream alone")
    func body() async throws {
        try await with(.bodyRate) { server in
            let peer = try await RawPeer.greet(server)
            try await peer.send(.request(1, method: "POST", flags: Frame.endHeaders))
            try await peer.send(.request(3, method: "POST", path: "/hang", flags: Frame.endHeaders))
            #expect(try await peer.waits { peer.frames.contains(.reset(3, ErrorCode.enhanceYourCalm)) })
            #expect(try await server.closes.wait(for: 2).last == "canceled(code: 11)")
        }
    }

    @Test("a body of HTTP/1.1 that stands still ends the connection")
    func body1() async throws {
        try await with(.bodyRate) { server in
            let peer = try await RawPeer.connect(to: server)
            try await peer.send("POST /hang HTTP/1.1\r\nhost: a\r\ncontent-length: 10\r\n\r\n1")
            #expect(try await peer.isClosed())
            #expect(try await server.closes.wait(for: 2).last == "canceled(code: 11)")
        }
    }

    @Test("a connection without requests is ended in order")
    func idle() async throws {
        try await with(.idle) { server in
            let peer = try await RawPeer.greet(server)
            try await peer.send(.request(1, path: "/hello"))
            #expect(try await peer.isClosed())
            #expect(peer.frames.contains { $0.type == Frame.goAway && $0.numbers == [1, ErrorCode.noError] })
        }
    }

    @Test("a connection of HTTP/1.1 without requests is ended")
    func idle1() async throws {
        try await with(.idle) { server in
            let peer = try await RawPeer.connect(to: server)
            try await peer.send("GET /hello HTTP/1.1\r\nhost: a\r\n\r\n")
            #expect(try await peer.isClosed())
            #expect(peer.text.hasSuffix("hello"))
        }
    }

    @Test("a peer that opens no window loses the connection")
    func stall() async throws {
        try await with(.stall) { server in
            let peer = try await RawPeer.greet(server, settings: Frame.setting(4, 0))
            try await peer.send(.request(1, path: "/hello"))
            #expect(try await peer.isClosed())
        }
    }
}
