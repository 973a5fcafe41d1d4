import HTTP2
import NIOCore
import Transport

/// A server session and a peer that a test writes byte by byte.
final class Wire {
    let session: HTTP2Session
    private(set) var failure: HTTP2Failure?

    /// The handshake is done unless the test wants to do it.
    init(_ limits: HTTP2Limits = .edge, settings: [UInt8] = [], greets: Bool = true, acknowledges: Bool = true) throws {
        session = try HTTP2Session(role: .server, limits: limits)
        guard greets else { return }
        send(Frame.preface + Frame(type: Frame.settings, payload: settings).bytes)
        _ = try output()
        // The limits hold for the peer once it has acknowledged them.
        if acknowledges { send(Frame(type: Frame.settings, flags: Frame.acknowledgment)) }
        _ = session.takeEvents()
    }

    func send(_ bytes: [UInt8]) {
        do {
            try session.receive(ByteBuffer(bytes: bytes))
        } catch {
            failure = error
        }
    }

    func send(_ frames: Frame...) {
        send(frames.flatMap(\.bytes))
    }

    func output() throws -> [Frame] {
        var buffer = ByteBuffer()
        try session.drain(into: &buffer, upTo: 64 << 20)
        return Frame.read(buffer)
    }

    /// Names of the events since the last call, with stream and size.
    func events() -> [String] { session.takeEvents().map(\.label) }
}

extension HTTP2Event {
    var label: String {
        switch self {
        case .request(let stream, let head): "request \(stream) \(head.method) \(head.target)"
        case .response(let stream, let head): "response \(stream) \(head.status)"
        case .chunk(let stream, let chunk): "chunk \(stream) \(chunk.readableBytes)"
        case .end(let stream, let trailers):
            "end \(stream)" + trailers.fields.map { " \($0.name)=\($0.value)" }.joined()
        case .bodyTooLarge(let stream): "too large \(stream)"
        case .closed(let stream, let code, let isComplete): "closed \(stream) \(code)" + (isComplete ? " complete" : "")
        case .settings: "settings"
        case .goAway(let code): "goaway \(code)"
        case .pong: "pong"
        case .limit(let limit): "limit \(limit.rawValue)"
        }
    }
}
