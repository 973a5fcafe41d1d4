import HTTP2
import Kernel
import NIOCore
import Testing
import Transport

@Suite("A session survives whatever bytes come")
struct SessionFuzzTests {
    /// Inputs per seed; with the seeds below 6,400 in all.
    private static let inputs = 200

    @Test("mutated conversations are refused or served, never fatal", arguments: UInt64(0)..<32)
    func mutations(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<Self.inputs {
            var bytes = Self.conversation(&random)
            for _ in 0..<Int.random(in: 1...6, using: &random) { Self.mutate(&bytes, &random) }
            try Self.serve(bytes, &random)
        }
    }

    private static func conversation(_ random: inout SeededGenerator) -> [UInt8] {
        var frames = [Frame(type: Frame.settings, payload: Frame.setting(4, 65_535))]
        for index in 0..<Int.random(in: 1...6, using: &random) {
            let stream = UInt32(2 * index + 1)
            frames.append(
                .request(
                    stream,
                    [("content-length", "40"), ("te", "trailers")],
                    method: "POST",
                    flags: Frame.endHeaders
                )
            )
            let body = [UInt8](repeating: UInt8(index), count: 40)
            switch Int.random(in: 0...4, using: &random) {
            case 0: frames.append(Frame(type: Frame.data, flags: Frame.endStream, stream: stream, payload: body))
            case 1: frames.append(.reset(stream, 8))
            case 2:
                frames.append(Frame(type: Frame.data, stream: stream, payload: body))
                let flags = Frame.endHeaders | Frame.endStream
                frames.append(
                    Frame(type: Frame.headers, flags: flags, stream: stream, payload: Frame.fields([("x", "y")]))
                )
            case 3: frames.append(.window(stream, 1_000))
            default: frames.append(Frame(type: Frame.ping, payload: [UInt8](repeating: 1, count: 8)))
            }
        }
        return Frame.preface + frames.flatMap(\.bytes)
    }

    private static func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        // Sparing the preface most of the time lets the mutation reach what lies behind it.
        let lower = Int.random(in: 0...9, using: &random) == 0 ? 0 : min(Frame.preface.count, bytes.count - 1)
        let place = Int.random(in: lower..<bytes.count, using: &random)
        switch Int.random(in: 0...4, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        case 2: bytes.insert(contentsOf: (0..<9).map { _ in UInt8.random(in: 0...255, using: &random) }, at: place)
        case 3: bytes.removeSubrange(place..<min(place + Int.random(in: 1...12, using: &random), bytes.count))
        default: bytes.insert(contentsOf: bytes[place...].prefix(Int.random(in: 1...60, using: &random)), at: place)
        }
        if bytes.isEmpty { bytes = Frame.preface }
    }

    /// Answers as a server would, in pieces, until the bytes or the connection end.
    private static func serve(_ bytes: [UInt8], _ random: inout SeededGenerator) throws {
        let session = try HTTP2Session(role: .server, limits: .edge)
        var rest = ByteBuffer(bytes: bytes)
        while let piece = rest.readSlice(length: min(rest.readableBytes, Int.random(in: 1...200, using: &random))),
            piece.readableBytes > 0
        {
            let isOpen = (try? session.receive(piece)) != nil
            for event in session.takeEvents() { answer(event, on: session) }
            var output = ByteBuffer()
            try? session.drain(into: &output)
            guard isOpen, !session.isFinished else { break }
        }
        #expect(session.outgoingBytes >= 0)
    }

    private static func answer(_ event: HTTP2Event, on session: HTTP2Session) {
        switch event {
        case .request(let stream, _): session.start(stream, ResponseHead(status: 200))
        case .chunk(let stream, let chunk):
            _ = session.write(stream, chunk)
            session.consume(chunk.readableBytes, on: stream)
        case .end(let stream, let trailers): session.finish(stream, trailers: trailers)
        default: break
        }
    }
}
