import NIOCore
import NIOHTTP2

/// Answers each stream with 200 bytes when its request has ended.
final class ReplyHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    private static let body = ByteBuffer(repeating: 0x78, count: 200)
    private var received = ByteBuffer()

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .headers(let headers): if headers.endStream { reply(context) }
        case .data(let data):
            if case .byteBuffer(var chunk) = data.data { received.writeBuffer(&chunk) }
            if data.endStream { reply(context) }
        default: break
        }
    }

    private func reply(_ context: ChannelHandlerContext) {
        let head = HTTP2Frame.FramePayload.Headers(headers: [":status": "200", "content-length": "200"])
        context.write(wrapOutboundOut(.headers(head)), promise: nil)
        let data = HTTP2Frame.FramePayload.Data(data: .byteBuffer(Self.body), endStream: true)
        context.writeAndFlush(wrapOutboundOut(.data(data)), promise: nil)
    }
}
