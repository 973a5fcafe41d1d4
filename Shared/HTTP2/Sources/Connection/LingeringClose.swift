import NIOCore

/// Closes a connection so that the peer gets to read our last words.
///
/// A socket that is closed while bytes from the peer wait in it resets the connection, and the reset may overtake what
/// we sent. So only our direction ends at once, and the rest when the peer ends its own, or after a second.
enum LingeringClose {
    private static let patience = TimeAmount.seconds(1)

    static func begin(on context: ChannelHandlerContext) {
        let channel = context.channel
        let ended = context.eventLoop.makePromise(of: Void.self)
        ended.futureResult.whenFailure { _ in channel.close(promise: nil) }
        context.close(mode: .output, promise: ended)
        let alarm = context.eventLoop.scheduleTask(in: patience) { channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in alarm.cancel() }
    }
}
