package import NIOCore
package import Transport

/// What a session has learned from its peer, in order.
package enum HTTP2Event: Sendable {
    case request(stream: Int32, RequestHead)
    case response(stream: Int32, ResponseHead)
    /// Must be given back with ``HTTP2Session/consume(_:on:)`` when it has been taken, or the window stays shut.
    case chunk(stream: Int32, ByteBuffer)
    case end(stream: Int32, trailers: HeaderList)
    /// The body is above the limit; the rest of it is not delivered.
    case bodyTooLarge(stream: Int32)
    /// The stream is over; `isComplete` if both messages passed whole (client) or the response did (server).
    case closed(stream: Int32, code: UInt32, isComplete: Bool)
    /// The peer's settings have come, or changed.
    case settings
    /// The peer opens no more streams, or lets us open none.
    case goAway(code: UInt32)
    case pong
    case limit(TransportLimit)
}
