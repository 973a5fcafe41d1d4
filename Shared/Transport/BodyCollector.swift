import NIOCore

/// Joins the chunks of a body, up to a limit.
struct BodyCollector {
    private(set) var body = ByteBuffer()
    private let expected: Int
    let limit: Int

    /// Memory is reserved for the length that the sender announced once the first bytes are there.
    init(contentLength: Int?, limit: Int) {
        expected = min(contentLength ?? 0, limit)
        self.limit = limit
    }

    /// - Returns: `false` if the body is now larger than the limit.
    mutating func append(_ chunk: ByteBuffer) -> Bool {
        guard body.readableBytes + chunk.readableBytes <= limit else { return false }
        if body.readableBytes == 0, chunk.readableBytes >= expected {
            body = chunk
        } else {
            if body.readableBytes == 0 { body = ByteBufferAllocator().buffer(capacity: expected) }
            body.writeImmutableBuffer(chunk)
        }
        return true
    }
}
