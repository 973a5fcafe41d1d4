package import NIOCore

/// A piece of a message body as it arrives.
package enum BodyEvent: Sendable {
    case chunk(ByteBuffer)
    /// The body is complete.
    case end(trailers: HeaderList)
    /// The rest will not come.
    case failed(ExchangeFailure)
}
