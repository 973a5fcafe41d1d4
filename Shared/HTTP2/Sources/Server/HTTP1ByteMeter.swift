import NIOCore
import NIOHTTP1

/// Counts the bytes of an HTTP/1.1 connection, and notes when those of a head begin to come.
// Safe because every entry comes from the channel's event loop.
final class HTTP1ByteMeter: ChannelDuplexHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let handler: HTTP1ServerHandler

    private var context: ChannelHandlerContext?

    init(_ handler: HTTP1ServerHandler) {
        self.handler = handler
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { self.context = nil }

    /// Sends a response that answers no request, which the codec does not allow.
    func sendLastWords(_ status: HTTPResponseStatus) {
        let line = "HTTP/1.1 \(status.code) \(status.reasonPhrase)"
        let text = "\(line)\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
        context?.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
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
