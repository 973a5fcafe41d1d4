import NIOCore

/// Counts the bytes of an HTTP/1.1 connection, and notes when those of a head begin to come.
// Safe because every entry comes from the channel's event loop.
final class HTTP1ByteMeter: ChannelDuplexHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let handler: HTTP1ServerHandler

    init(_ handler: HTTP1ServerHandler) {
        self.handler = handler
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        handler.countReceived(unwrapInboundIn(data).readableBytes)
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        handler.countSent(unwrapOutboundIn(data).readableBytes)
        context.write(data, promise: promise)
    }
}
