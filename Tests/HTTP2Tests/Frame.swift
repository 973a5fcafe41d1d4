import NIOCore

/// One HTTP/2 frame as it lies on the wire (RFC 9113, 4.1), made and read without the library under test.
struct Frame: Equatable {
    static let data: UInt8 = 0
    static let headers: UInt8 = 1
    static let resetStream: UInt8 = 3
    static let settings: UInt8 = 4
    static let ping: UInt8 = 6
    static let goAway: UInt8 = 7
    static let windowUpdate: UInt8 = 8
    static let continuation: UInt8 = 9

    static let endStream: UInt8 = 1
    static let acknowledgment: UInt8 = 1
    static let endHeaders: UInt8 = 4

    static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    var type: UInt8
    var flags: UInt8 = 0
    var stream: UInt32 = 0
    var payload: [UInt8] = []

    var bytes: [UInt8] {
        let length = UInt32(payload.count).bigEndianBytes.dropFirst()
        return Array(length) + [type, flags] + stream.bigEndianBytes + payload
    }

    /// The payload's 32-bit numbers, as GOAWAY, RST_STREAM and WINDOW_UPDATE hold them.
    var numbers: [UInt32] {
        stride(from: 0, to: payload.count - 3, by: 4).map { start in
            payload[start..<start + 4].reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    /// Reads the frames that a session sent.
    static func read(_ buffer: ByteBuffer, isClient: Bool = false) -> [Frame] {
        var rest = Array(buffer.readableBytesView)[...]
        if isClient, rest.starts(with: preface) { rest = rest.dropFirst(preface.count) }
        var frames: [Frame] = []
        while rest.count >= 9 {
            let head = Array(rest.prefix(9))
            let length = Int(head[0]) << 16 | Int(head[1]) << 8 | Int(head[2])
            let stream = head[5...].reduce(UInt32(0)) { $0 << 8 | UInt32($1) } & 0x7FFF_FFFF
            let payload = Array(rest.dropFirst(9).prefix(length))
            frames.append(Frame(type: head[3], flags: head[4], stream: stream, payload: payload))
            rest = rest.dropFirst(9 + length)
        }
        return frames
    }
}

extension Frame {
    /// Field lines as literals that are not indexed and not compressed (RFC 7541, 6.2.2).
    static func fields(_ list: [(String, String)]) -> [UInt8] {
        list.flatMap { name, value in [0x00] + text(name) + text(value) }
    }

    static func request(
        _ stream: UInt32,
        _ extra: [(String, String)] = [],
        method: String = "GET",
        path: String = "/",
        flags: UInt8 = endHeaders | endStream
    ) -> Frame {
        let pseudo = [(":method", method), (":scheme", "http"), (":path", path), (":authority", "a")]
        return Frame(type: headers, flags: flags, stream: stream, payload: fields(pseudo + extra))
    }

    static func reset(_ stream: UInt32, _ code: UInt32) -> Frame {
        Frame(type: resetStream, stream: stream, payload: code.bigEndianBytes)
    }

    static func window(_ stream: UInt32, _ increment: UInt32) -> Frame {
        Frame(type: windowUpdate, stream: stream, payload: increment.bigEndianBytes)
    }

    static func setting(_ id: UInt16, _ value: UInt32) -> [UInt8] {
        [UInt8(id >> 8), UInt8(id & 255)] + value.bigEndianBytes
    }

    private static func text(_ text: String) -> [UInt8] {
        var rest = text.utf8.count
        guard rest >= 127 else { return [UInt8(rest)] + Array(text.utf8) }
        var length: [UInt8] = [127]
        rest -= 127
        while rest >= 128 {
            length.append(UInt8(rest % 128 + 128))
            rest /= 128
        }
        return length + [UInt8(rest)] + Array(text.utf8)
    }
}

extension UInt32 {
    var bigEndianBytes: [UInt8] { (0..<4).map { UInt8(self >> (24 - 8 * $0) & 255) } }
}
