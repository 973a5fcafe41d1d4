import Kernel
import NIOCore

/// Closes a connection that has not said in time what it speaks.
// Safe because every entry comes from the channel's event loop.
final class HandshakeAlarm: ChannelInboundHandler, RemovableChannelHandler, @unchecked Sendable {
    typealias InboundIn = ByteBuffer

    private let server: ServerContext
    private var alarm: Scheduled<Void>?

    init(_ server: ServerContext) {
        self.server = server
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        let counters = server.counters
        alarm = context.eventLoop.scheduleTask(in: .nanoseconds(server.timers.handshake.nanoseconds)) {
            counters.hit(.handshake)
            channel.close(promise: nil)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) { disarm() }

    func disarm() {
        alarm?.cancel()
        alarm = nil
    }
}
