package import NIOCore
import SwiftProtobuf

/// The bytes of one message in a buffer that leaves room for gRPC's 5-byte prefix before them.
///
/// Lets protobuf write into, and read from, the very buffer that the network uses.
package struct FramedBytes: SwiftProtobufContiguousBytes {
    package static let prefixLength = 5

    private var storage: ByteBuffer
    private let offset: Int
    package let count: Int

    /// Wraps a received message, which has lost its prefix already.
    package init(message: ByteBuffer) {
        storage = message
        offset = message.readerIndex
        count = message.readableBytes
    }

    package init(repeating value: UInt8, count: Int) {
        storage = ByteBufferAllocator().buffer(capacity: Self.prefixLength + count)
        storage.writeInteger(UInt8(0))
        storage.writeInteger(UInt32(count))
        storage.writeRepeatingByte(value, count: count)
        offset = Self.prefixLength
        self.count = count
    }

    package init<Source: Sequence>(_ sequence: Source) where Source.Element == UInt8 {
        let bytes = Array(sequence)
        self.init(repeating: 0, count: bytes.count)
        storage.setBytes(bytes, at: offset)
    }

    /// Prefix and message, ready to send.
    package var frame: ByteBuffer { storage }

    package func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        try storage.withUnsafeReadableBytes { bytes in
            try body(UnsafeRawBufferPointer(rebasing: bytes[(offset - storage.readerIndex)...]))
        }
    }

    package mutating func withUnsafeMutableBytes<Result>(
        _ body: (UnsafeMutableRawBufferPointer) throws -> Result
    ) rethrows -> Result {
        let start = offset - storage.readerIndex
        return try storage.withUnsafeMutableReadableBytes { bytes in
            try body(UnsafeMutableRawBufferPointer(rebasing: bytes[start...]))
        }
    }
}
