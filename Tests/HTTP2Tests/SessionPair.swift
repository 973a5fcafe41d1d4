import HTTP2
import NIOCore
import Transport

/// A client and a server session joined by memory; the server echoes every body and counts it in a trailer.
final class SessionPair {
    let client: HTTP2Session
    let server: HTTP2Session
    private(set) var answers: [Int32: [UInt8]] = [:]
    private(set) var trailers: [Int32: String] = [:]
    private var counts: [Int32: Int] = [:]

    init() throws {
        client = try HTTP2Session(role: .client, limits: .mesh)
        server = try HTTP2Session(role: .server, limits: .edge)
    }

    /// Moves bytes both ways until neither side has any, cut by `split`, and performs the events.
    func run(_ split: (inout ByteBuffer) -> [ByteBuffer]) throws {
        var isMoving = true
        while isMoving {
            isMoving = false
            for (from, to) in [(client, server), (server, client)] {
                var bytes = ByteBuffer()
                try from.drain(into: &bytes)
                if bytes.readableBytes > 0 { isMoving = true }
                for piece in split(&bytes) {
                    try to.receive(piece)
                    perform()
                }
            }
        }
    }

    /// Moves bytes both ways and leaves the events to the test.
    func exchange() throws {
        for _ in 0..<4 {
            for (from, to) in [(client, server), (server, client)] {
                var bytes = ByteBuffer()
                try from.drain(into: &bytes)
                if bytes.readableBytes > 0 { try to.receive(bytes) }
            }
        }
    }

    private func perform() {
        for event in server.takeEvents() { echo(event) }
        for event in client.takeEvents() {
            switch event {
            case .response(let stream, _): answers[stream] = []
            case .chunk(let stream, let chunk):
                answers[stream]? += chunk.readableBytesView
                client.consume(chunk.readableBytes, on: stream)
            case .end(let stream, let fields): trailers[stream] = fields["x-count"]
            default: break
            }
        }
    }

    private func echo(_ event: HTTP2Event) {
        switch event {
        case .request(let stream, _):
            counts[stream] = 0
            server.start(stream, ResponseHead(status: 200))
        case .chunk(let stream, let chunk):
            counts[stream, default: 0] += chunk.readableBytes
            _ = server.write(stream, chunk)
            server.consume(chunk.readableBytes, on: stream)
        case .end(let stream, _):
            server.finish(stream, trailers: ["x-count": "\(counts[stream] ?? -1)"])
        default: break
        }
    }
}
