package import NIOCore
package import SwiftProtobuf

/// Cuts gRPC's length-prefixed messages out of a body that comes in pieces of any size.
package struct MessageFraming {
    private var pending = ByteBuffer()
    /// The largest message that is accepted, in bytes.
    package let limit: Int

    package init(limit: Int) {
        self.limit = limit
    }

    /// Whether a message has begun whose rest has not come.
    package var isInsideMessage: Bool { pending.readableBytes > 0 }

    package mutating func append(_ chunk: ByteBuffer) {
        guard pending.readableBytes > 0 else {
            pending = chunk
            return
        }
        pending.writeImmutableBuffer(chunk)
    }

    /// The next complete message, without its prefix.
    ///
    /// - Throws: `.unimplemented` for a compressed message, `.resourceExhausted` for one above the limit.
    package mutating func next() throws(CallStatus) -> ByteBuffer? {
        let start = pending.readerIndex
        guard let flag: UInt8 = pending.getInteger(at: start) else { return nil }
        guard flag == 0 else { throw CallStatus(.unimplemented, "compressed messages are not supported") }
        guard let length: UInt32 = pending.getInteger(at: start + 1) else { return nil }
        guard Int(length) <= limit else {
            throw CallStatus(.resourceExhausted, "message of \(length) bytes, the limit is \(limit)")
        }
        let total = FramedBytes.prefixLength + Int(length)
        guard pending.readableBytes >= total else {
            pending.reserveCapacity(minimumWritableBytes: total - pending.readableBytes)
            return nil
        }
        pending.moveReaderIndex(forwardBy: FramedBytes.prefixLength)
        let message = pending.readSlice(length: Int(length))
        if pending.readableBytes == 0 { pending = ByteBuffer() }
        return message
    }

    /// - Throws: `.internal` if the message misses a required field.
    package static func encode(_ message: some SwiftProtobuf.Message) throws(CallStatus) -> ByteBuffer {
        do {
            let bytes: FramedBytes = try message.serializedBytes()
            return bytes.frame
        } catch {
            throw CallStatus(.internal, "message could not be encoded: \(error)")
        }
    }

    /// - Throws: `.invalidArgument` if the bytes are not such a message.
    package static func decode<Message: SwiftProtobuf.Message>(_ bytes: ByteBuffer) throws(CallStatus) -> Message {
        do {
            return try Message(serializedBytes: FramedBytes(message: bytes))
        } catch {
            throw CallStatus(.invalidArgument, "message could not be decoded: \(error)")
        }
    }
}
