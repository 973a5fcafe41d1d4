import HTTP2
import Kernel
import NIOCore
import Testing
import Transport

@Suite("Two sessions understand each other")
struct SessionPairTests {
    @Test("requests, bodies and trailers survive any split of the bytes", arguments: UInt64(0)..<60)
    func splits(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let pair = try SessionPair()
        var expected: [Int32: [UInt8]] = [:]
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            let count = [0, 1, 100, 20_000, 300_000].randomElement(using: &random) ?? 0
            let body = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            let head = RequestHead(method: "POST", target: "/\(count)", authority: "a")
            let stream = try #require(pair.client.request(head, scheme: "http", body: ByteBuffer(bytes: body)))
            expected[stream] = body
        }
        try pair.run { buffer in
            var pieces: [ByteBuffer] = []
            while buffer.readableBytes > 0 {
                let count = min(buffer.readableBytes, Int.random(in: 1...9_000, using: &random))
                pieces.append(buffer.readSlice(length: count) ?? ByteBuffer())
            }
            return pieces
        }
        #expect(pair.answers == expected)
        #expect(pair.trailers == expected.mapValues { "\($0.count)" })
        #expect(pair.client.openStreams == 0)
        #expect(pair.server.openStreams == 0)
        #expect(pair.server.outgoingBytes == 0)
    }

    @Test("a client's cancellation closes the server's stream")
    func cancel() throws {
        let pair = try SessionPair()
        let stream = try #require(pair.client.request(.test("POST", "/"), scheme: "http", body: nil))
        try pair.exchange()
        #expect(pair.server.takeEvents().map(\.label).contains("request 1 POST /"))
        pair.client.reset(stream, code: ErrorCode.cancel)
        try pair.exchange()
        #expect(pair.server.takeEvents().map(\.label) == ["closed 1 8"])
        #expect(pair.client.takeEvents().map(\.label).contains("closed 1 8"))
    }

    @Test("a response that is whole before its request ends the stream")
    func earlyResponse() throws {
        let pair = try SessionPair()
        _ = pair.client.request(.test("POST", "/"), scheme: "http", body: nil)
        try pair.exchange()
        pair.server.respond(1, ResponseHead(status: 404), body: ByteBuffer())
        try pair.exchange()
        #expect(pair.server.takeEvents().map(\.label).last == "closed 1 0 complete")
        let events = pair.client.takeEvents().map(\.label)
        #expect(events.suffix(3) == ["response 1 404", "end 1", "closed 1 0"])
    }

    @Test("a short rest of a request may follow its response, but not for long")
    func shortRest() throws {
        let pair = try SessionPair()
        let head = RequestHead(method: "POST", target: "/", authority: "a", headers: ["content-length": "10"])
        for _ in 0..<2 { _ = pair.client.request(head, scheme: "http", body: nil) }
        try pair.exchange()
        for stream in [Int32(1), 3] { pair.server.respond(stream, ResponseHead(status: 404), body: ByteBuffer()) }
        try pair.exchange()
        #expect(pair.server.openStreams == 2)
        _ = pair.client.write(1, ByteBuffer(string: "0123456789"))
        pair.client.finish(1)
        try pair.exchange()
        #expect(pair.server.takeEvents().map(\.label).last == "closed 1 0 complete")
        pair.server.resetOverdueStreams()
        try pair.exchange()
        #expect(pair.server.openStreams == 1)
        pair.server.resetOverdueStreams()
        try pair.exchange()
        #expect(pair.server.takeEvents().map(\.label) == ["closed 3 0 complete"])
    }

    @Test("after a shutdown notice open streams end in order and late ones are refused")
    func goAway() throws {
        let pair = try SessionPair()
        _ = pair.client.request(.test("GET", "/"), scheme: "http", body: ByteBuffer())
        try pair.exchange()
        pair.server.announceShutdown()
        let crossing = pair.client.request(.test("GET", "/late"), scheme: "http", body: ByteBuffer())
        #expect(crossing == 3)
        try pair.exchange()
        #expect(
            pair.server.takeEvents().map(\.label).contains("request 3 GET /late"),
            "the notice alone refuses nothing"
        )
        #expect(!pair.client.canOpenStream)
        pair.server.goAway()
        for stream in [Int32(1), 3] { pair.server.respond(stream, ResponseHead(status: 200), body: ByteBuffer()) }
        try pair.exchange()
        #expect(
            pair.client.takeEvents().map(\.label).filter { $0.hasPrefix("response") } == [
                "response 1 200", "response 3 200",
            ]
        )
        #expect(pair.server.isFinished)
    }

    @Test("requests that the server will not process are refused, so that they may be sent again")
    func unprocessed() throws {
        let client = try HTTP2Session(role: .client, limits: .mesh)
        _ = client.request(.test("GET", "/"), scheme: "http", body: ByteBuffer())
        _ = client.request(.test("GET", "/"), scheme: "http", body: ByteBuffer())
        var sent = ByteBuffer()
        try client.drain(into: &sent)
        let goAway = Frame(type: Frame.goAway, payload: UInt32(1).bigEndianBytes + UInt32(0).bigEndianBytes)
        try client.receive(ByteBuffer(bytes: Frame(type: Frame.settings).bytes + goAway.bytes))
        #expect(client.takeEvents().map(\.label) == ["settings", "goaway 0", "closed 3 7"])
    }

    @Test("interim responses are passed over")
    func interim() throws {
        let client = try HTTP2Session(role: .client, limits: .mesh)
        _ = client.request(.test("GET", "/"), scheme: "http", body: ByteBuffer())
        var sent = ByteBuffer()
        try client.drain(into: &sent)
        let head = { (status: String, flags: UInt8) in
            Frame(type: Frame.headers, flags: flags, stream: 1, payload: Frame.fields([(":status", status)]))
        }
        let frames = [
            Frame(type: Frame.settings), head("103", Frame.endHeaders), head("200", Frame.endHeaders | Frame.endStream),
        ]
        try client.receive(ByteBuffer(bytes: frames.flatMap(\.bytes)))
        #expect(client.takeEvents().map(\.label).prefix(3) == ["settings", "response 1 200", "end 1"])
    }
}

extension RequestHead {
    fileprivate static func test(_ method: String, _ target: String) -> RequestHead {
        RequestHead(method: method, target: target, authority: "a")
    }
}
