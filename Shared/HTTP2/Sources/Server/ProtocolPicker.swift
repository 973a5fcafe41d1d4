import NIOCore

/// Goes on as the TLS handshake has settled: HTTP/2 if both sides named it, else HTTP/1.1.
// Safe because every entry comes from the channel's event loop.
final class ProtocolPicker: ChannelInboundHandler, RemovableChannelHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    private let setup: ConnectionSetup
    private let handshake: HandshakeAlarm

    init(_ setup: ConnectionSetup, _ handshake: HandshakeAlarm) {
        self.setup = setup
        self.handshake = handshake
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard let done = event as? TLSHandshakeDone else { return context.fireUserInboundEventTriggered(event) }
        handshake.disarm()
        do {
            try setup.speak(done.applicationProtocol == "h2", on: context.channel)
            context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        } catch {
            context.close(promise: nil)
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
