import NIOCore

/// Encrypts what leaves a channel and decrypts what comes.
// Safe because every entry comes from the channel's event loop.
final class TLSHandler: ChannelDuplexHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let session: TLSSession
    private var early: [(bytes: ByteBuffer, promise: EventLoopPromise<Void>?)] = []
    private var hasEnded = false

    init(server context: TLSContext) throws(TLSFailure) {
        session = try TLSSession(server: context)
    }

    init(client context: TLSContext, host: String) throws(TLSFailure) {
        session = try TLSSession(client: context, host: host)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { advance(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        advance(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        for (_, promise) in early { promise?.fail(ChannelError.ioOnClosedChannel) }
        early = []
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        session.receive(unwrapInboundIn(data))
        advance(context)
        guard session.isEstablished else { return }
        do {
            if let text = try session.read() { context.fireChannelRead(wrapInboundOut(text)) }
        } catch {
            return fail(context, error)
        }
        // Reading may have made an answer, such as new keys.
        ship(context)
        if session.peerHasEnded { context.close(promise: nil) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let bytes = unwrapOutboundIn(data)
        guard session.isEstablished else {
            early.append((bytes, promise))
            return
        }
        send(bytes, promise, context)
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode != .input, !hasEnded {
            hasEnded = true
            session.end()
            ship(context)
        }
        context.close(mode: mode, promise: promise)
    }

    private func advance(_ context: ChannelHandlerContext) {
        guard !session.isEstablished else { return }
        do {
            try session.handshake()
        } catch {
            // What the session has to say now is the alert that tells the peer why.
            ship(context)
            return fail(context, error)
        }
        ship(context)
        guard session.isEstablished else { return }
        context.fireUserInboundEventTriggered(TLSHandshakeDone(applicationProtocol: session.applicationProtocol))
        let waiting = early
        early = []
        for (bytes, promise) in waiting { send(bytes, promise, context) }
        context.flush()
    }

    private func send(_ bytes: ByteBuffer, _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext) {
        do {
            try session.write(bytes)
            guard let output = session.takeOutput() else {
                promise?.succeed()
                return
            }
            context.write(wrapOutboundOut(output), promise: promise)
        } catch {
            promise?.fail(error)
            fail(context, error)
        }
    }

    private func ship(_ context: ChannelHandlerContext) {
        guard let output = session.takeOutput() else { return }
        context.writeAndFlush(wrapOutboundOut(output), promise: nil)
    }

    private func fail(_ context: ChannelHandlerContext, _ error: TLSFailure) {
        context.fireErrorCaught(error)
        context.close(promise: nil)
    }
}
