import HTTP2
import NIOCore
import Testing
import Transport

@Suite("A session bounds what its peer can make it do")
struct SessionLimitTests {
    @Test("a header list above the limit is answered with 431 and never becomes a request")
    func headerList() throws {
        var limits = HTTP2Limits.edge
        limits.headerListBytes = 1_000
        let wire = try Wire(limits)
        let fields = (0..<20).map { ("x-\($0)", String(repeating: "v", count: 40)) }
        wire.send(.request(1, fields))
        let frames = try wire.output()
        #expect(frames.contains { $0.type == Frame.headers && $0.stream == 1 && $0.flags & Frame.endStream != 0 })
        #expect(wire.events() == ["limit header_list", "closed 1 0 complete"])
        wire.send(.request(3))
        #expect(wire.events() == ["request 3 GET /", "end 3"])
    }

    @Test("a header list far above the limit is not even decoded")
    func headerBomb() throws {
        var limits = HTTP2Limits.edge
        limits.headerListBytes = 1_000
        let wire = try Wire(limits)
        wire.send(.request(1, (0..<200).map { ("x-\($0)", String(repeating: "v", count: 40)) }))
        #expect(try wire.output().contains { $0.type == Frame.resetStream && $0.stream == 1 })
        #expect(wire.events() == ["closed 1 2"])
    }

    @Test("a body above the limit is told once, and the rest of it is thrown away")
    func body() throws {
        var limits = HTTP2Limits.edge
        limits.bodyBytes = 20_000
        let wire = try Wire(limits)
        wire.send(.request(1, method: "POST", flags: Frame.endHeaders))
        for _ in 0..<4 { wire.send(Frame(type: Frame.data, stream: 1, payload: [UInt8](repeating: 7, count: 10_000))) }
        #expect(wire.events() == ["request 1 POST /", "chunk 1 10000", "chunk 1 10000", "limit body", "too large 1"])
        wire.session.respond(1, ResponseHead(status: 413), body: ByteBuffer())
        let frames = try wire.output()
        #expect(frames.contains(.reset(1, 0)), "the rest of the request is told to be unwanted")
        #expect(wire.events() == ["closed 1 0 complete"])
    }

    @Test("streams above the limit are refused so that they may be tried again")
    func streams() throws {
        var limits = HTTP2Limits.edge
        limits.concurrentStreams = 2
        let wire = try Wire(limits, acknowledges: false)
        wire.send(.request(1), .request(3), .request(5))
        #expect(try wire.output().contains(.reset(5, ErrorCode.refusedStream)))
        #expect(wire.events() == ["request 1 GET /", "end 1", "request 3 GET /", "end 3", "limit streams"])
    }

    @Test("a peer that knows the limit of streams and exceeds it loses the connection")
    func knownStreams() throws {
        var limits = HTTP2Limits.edge
        limits.concurrentStreams = 2
        let wire = try Wire(limits)
        wire.send(.request(1), .request(3), .request(5))
        #expect(try wire.output().contains { $0.type == Frame.goAway && $0.numbers[1] == ErrorCode.protocolError })
    }

    @Test("rapid resets end the connection")
    func rapidReset() throws {
        var limits = HTTP2Limits.edge
        limits.peerResets = ResetRate(burst: 50, perSecond: 1)
        let wire = try Wire(limits)
        for index in 0..<60 where wire.failure == nil {
            let stream = UInt32(2 * index + 1)
            wire.send(.request(stream), .reset(stream, ErrorCode.cancel))
        }
        #expect(try wire.output().contains { $0.type == Frame.goAway && $0.numbers[1] == ErrorCode.internalError })
        #expect(wire.session.isFinished)
    }

    @Test("resets that the peer provokes end the connection")
    func provokedResets() throws {
        var limits = HTTP2Limits.edge
        limits.provokedResets = ResetRate(burst: 20, perSecond: 1)
        let wire = try Wire(limits)
        var frames: [Frame] = []
        for index in 0..<30 {
            let stream = UInt32(2 * index + 1)
            // A window above 2^31-1 is an error of the stream, which the receiver answers with RST_STREAM.
            wire.send(.request(stream, method: "POST", flags: Frame.endHeaders), .window(stream, .max >> 1))
            frames += try wire.output()
        }
        #expect(frames.filter { $0.type == Frame.resetStream }.count <= 21)
        #expect(frames.contains { $0.type == Frame.goAway && $0.numbers[1] == ErrorCode.enhanceYourCalm })
        #expect(wire.events().contains("limit provoked_resets"))
        #expect(wire.session.isFinished)
    }

    @Test("provoked resets are forgiven with time")
    func forgiveness() throws {
        var limits = HTTP2Limits.edge
        limits.provokedResets = ResetRate(burst: 5, perSecond: 5)
        let wire = try Wire(limits)
        for index in 0..<30 {
            let stream = UInt32(2 * index + 1)
            wire.send(.request(stream, method: "POST", flags: Frame.endHeaders), .window(stream, .max >> 1))
            _ = try wire.output()
            wire.session.refillBudgets(seconds: 0.25)
        }
        #expect(!wire.session.isFinished)
    }

    @Test("resets of our own will do not count against the peer")
    func ownResets() throws {
        var limits = HTTP2Limits.edge
        limits.provokedResets = ResetRate(burst: 5, perSecond: 1)
        let wire = try Wire(limits)
        for index in 0..<30 {
            let stream = UInt32(2 * index + 1)
            wire.send(.request(stream))
            wire.session.reset(Int32(stream), code: ErrorCode.cancel)
            _ = try wire.output()
        }
        #expect(!wire.session.isFinished)
    }

    @Test("a flood of continuations ends the connection")
    func continuations() throws {
        let wire = try Wire()
        wire.send(.request(1, flags: 0))
        for _ in 0..<20 where wire.failure == nil {
            wire.send(Frame(type: Frame.continuation, stream: 1, payload: Frame.fields([("a", "b")])))
        }
        #expect(wire.failure != nil)
        #expect(wire.events() == ["limit flood"])
    }

    @Test("a flood of frames that want an answer ends the connection", arguments: [Frame.ping, Frame.settings])
    func acknowledgments(type: UInt8) throws {
        let wire = try Wire()
        let payload = type == Frame.ping ? [UInt8](repeating: 0, count: 8) : []
        for _ in 0..<2_000 where wire.failure == nil { wire.send(Frame(type: type, payload: payload)) }
        #expect(wire.failure != nil)
        #expect(wire.events().last == "limit flood")
    }

    @Test("settings with too many entries end the connection")
    func settingsEntries() throws {
        let wire = try Wire()
        let payload = (0..<40).flatMap { Frame.setting(0x100 + $0, 1) }
        wire.send(Frame(type: Frame.settings, payload: payload))
        #expect(try wire.output().contains { $0.type == Frame.goAway && $0.numbers[1] == ErrorCode.enhanceYourCalm })
    }

    @Test("frames that wait for a peer that does not read are bounded")
    func outgoingFrames() throws {
        var limits = HTTP2Limits.edge
        limits.outgoingFrames = 50
        let wire = try Wire(limits)
        for index in 0..<200 where wire.failure == nil {
            wire.send(.request(UInt32(2 * index + 1), method: "POST", flags: Frame.endHeaders))
            wire.send(.window(UInt32(2 * index + 1), .max >> 1))
        }
        #expect(wire.failure != nil)
    }

    @Test("windows open again only by what has been consumed")
    func consumption() throws {
        let wire = try Wire()
        wire.send(.request(1, method: "POST", flags: Frame.endHeaders))
        let limit = Int(HTTP2Limits.edge.streamWindowBytes)
        for _ in 0..<limit / 16_384 {
            wire.send(Frame(type: Frame.data, stream: 1, payload: [UInt8](repeating: 0, count: 16_384)))
        }
        #expect(try wire.output() == [], "nothing is consumed, so nothing is granted")
        wire.session.consume(limit, on: 1)
        #expect(try wire.output().contains(.window(1, UInt32(limit))))
    }

    @Test("a peer that sends beyond its window loses the stream")
    func windowOverrun() throws {
        let wire = try Wire()
        wire.send(.request(1, method: "POST", flags: Frame.endHeaders))
        for _ in 0...Int(HTTP2Limits.edge.streamWindowBytes) / 16_384 {
            wire.send(Frame(type: Frame.data, stream: 1, payload: [UInt8](repeating: 0, count: 16_384)))
        }
        #expect(try wire.output().contains(.reset(1, 3)))
    }

    @Test("bytes that a peer does not read are bounded per stream")
    func outgoingStream() throws {
        var limits = HTTP2Limits.edge
        limits.outgoingStreamBytes = 100_000
        let wire = try Wire(limits, settings: Frame.setting(4, 0))
        wire.send(.request(1))
        wire.session.start(1, ResponseHead(status: 200))
        let chunk = ByteBuffer(repeating: 0, count: 10_000)
        var accepted = 0
        while accepted < 100, wire.session.write(1, chunk) { accepted += 1 }
        #expect(accepted == 10)
        #expect(try wire.output().contains(.reset(1, ErrorCode.enhanceYourCalm)))
        #expect(wire.session.outgoingBytes == 0)
    }

    @Test("bytes that a peer does not read are bounded over all streams")
    func outgoingConnection() throws {
        var limits = HTTP2Limits.edge
        limits.outgoingConnectionBytes = 100_000
        let wire = try Wire(limits, settings: Frame.setting(4, 0))
        let chunk = ByteBuffer(repeating: 0, count: 60_000)
        wire.send(.request(1), .request(3))
        wire.session.respond(1, ResponseHead(status: 200), body: chunk)
        wire.session.respond(3, ResponseHead(status: 200), body: chunk)
        let frames = try wire.output()
        #expect(frames.contains(.reset(3, ErrorCode.enhanceYourCalm)))
        #expect(!frames.contains { $0.type == Frame.resetStream && $0.stream == 1 })
        #expect(wire.session.outgoingBytes == 60_000)
    }

    @Test("what is not HTTP/2 is not taken for it")
    func preface() throws {
        let wire = try Wire(greets: false)
        wire.send(Array("GET / HTTP/1.1\r\nhost: a\r\n\r\n".utf8))
        #expect(wire.failure != nil)
    }
}
