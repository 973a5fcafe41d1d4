import NIOCore
import Transport

/// What a session keeps of one open stream.
final class HTTP2Stream {
    /// Zero until a client's request is submitted.
    var id: Int32
    var block = HeaderBlock()
    /// Whether the owner has been told the peer's head.
    var hasHead = false
    var receivedBytes = 0
    /// How long the peer says that its body is.
    var announcedBytes: Int?
    /// Whether the peer's message has ended, or its rest is not wanted.
    var remoteHasEnded = false
    var isTooLarge = false

    var outgoing = CircularBuffer<ByteBuffer>(initialCapacity: 1)
    var outgoingBytes = 0
    /// Whether our head is submitted.
    var hasStarted = false
    /// Whether our body is complete in `outgoing`.
    var localHasEnded = false
    var trailers: HeaderList?
    /// Whether libnghttp2 asked for bytes when there were none, and must be woken.
    var isDeferred = false
    /// Whether the last frame of our message has left.
    var isSent = false
    /// Whether we reset the stream of our own will.
    var isResetByUs = false

    /// Whether we have looked before and found the response sent and the request not ended.
    var isOverdue = false

    /// Whether the little that is missing of the peer's message is better taken and thrown away than refused.
    var isNearlyReceived: Bool {
        announcedBytes.map { $0 - receivedBytes <= 64 << 10 } ?? false
    }

    init(id: Int32) {
        self.id = id
    }

    func append(_ chunk: ByteBuffer) {
        outgoingBytes += chunk.readableBytes
        outgoing.append(chunk)
    }

    /// Moves as much of what waits as fits.
    func fill(_ target: UnsafeMutableRawBufferPointer) -> Int {
        var count = 0
        while count < target.count, var first = outgoing.first {
            let part = min(target.count - count, first.readableBytes)
            first.readWithUnsafeReadableBytes { source in
                let place = UnsafeMutableRawBufferPointer(rebasing: target[count...])
                place.copyMemory(from: UnsafeRawBufferPointer(rebasing: source.prefix(part)))
                return part
            }
            count += part
            if first.readableBytes == 0 {
                outgoing.removeFirst()
            } else {
                outgoing[outgoing.startIndex] = first
            }
        }
        outgoingBytes -= count
        return count
    }
}
