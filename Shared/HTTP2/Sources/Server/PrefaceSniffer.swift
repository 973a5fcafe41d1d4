import NIOCore

/// Tells HTTP/2 from HTTP/1.1 by the first bytes, and then steps aside.
// Safe because every entry comes from the channel's event loop.
final class PrefaceSniffer: ChannelInboundHandler, RemovableChannelHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    /// What a client of HTTP/2 sends first (RFC 9113, 3.4); no request of HTTP/1.1 begins so.
    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    private let setup: ConnectionSetup
    private let handshake: HandshakeAlarm
    private var seen = ByteBuffer()

    init(_ setup: ConnectionSetup, _ handshake: HandshakeAlarm) {
        self.setup = setup
        self.handshake = handshake
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        seen.writeBuffer(&bytes)
        let count = min(seen.readableBytes, Self.preface.count)
        let isPreface = seen.readableBytesView.prefix(count).elementsEqual(Self.preface.prefix(count))
        if isPreface, count < Self.preface.count { return }
        decide(isPreface, context)
    }

    private func decide(_ isHTTP2: Bool, _ context: ChannelHandlerContext) {
        handshake.disarm()
        do {
            try setup.speak(isHTTP2, on: context.channel)
        } catch {
            context.close(promise: nil)
            return
        }
        context.fireChannelRead(wrapInboundOut(seen))
        context.fireChannelReadComplete()
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }
}
