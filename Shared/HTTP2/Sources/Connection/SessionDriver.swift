import Kernel
import NIOCore

/// Moves bytes between a channel and a session, with one write for all that one turn of the loop has to say.
// Safe because every use is on the channel's event loop.
final class SessionDriver: @unchecked Sendable {
    let session: HTTP2Session
    private let counters: TransportCounters
    private weak var owner: (any SessionOwner)?
    private var context: ChannelHandlerContext?
    /// Written whole and at once as a rule, so that its storage serves the next write too.
    private var output = ByteBuffer()
    private var isReading = false
    private var isFlushing = false
    private var isFlushQueued = false
    private(set) var isClosing = false

    init(_ session: HTTP2Session, counters: TransportCounters) {
        self.session = session
        self.counters = counters
    }

    func attach(to context: ChannelHandlerContext, owner: any SessionOwner) {
        self.context = context
        self.owner = owner
        flush()
    }

    func detach() {
        context = nil
        owner = nil
    }

    /// Takes what the peer sent; what it leads to is sent by ``endRead()``.
    func read(_ bytes: ByteBuffer) {
        guard !isClosing else { return }
        isReading = true
        counters.update { $0.bytesReceived += bytes.readableBytes }
        do {
            try session.receive(bytes)
            dispatch()
        } catch {
            dispatch()
            close()
        }
    }

    func endRead() {
        isReading = false
        flush()
    }

    /// Sends what the session has to say at the end of this turn of the loop.
    func flushSoon() {
        guard !isReading, !isFlushing, !isFlushQueued, let context else { return }
        isFlushQueued = true
        context.eventLoop.execute {
            self.isFlushQueued = false
            self.flush()
        }
    }

    /// The same without waiting for the end of the turn, unless it is just reading: then the end of that sends it.
    func flushNow() {
        if !isReading { flush() }
    }

    func flush() {
        guard let context, !isFlushing else { return }
        isFlushing = true
        dispatch()
        while write(to: context) { dispatch() }
        isFlushing = false
        owner?.flushed()
        if session.isFinished { close() }
    }

    /// Sends what still explains the end to the peer, and closes when it has left.
    func close() {
        guard !isClosing, let context else { return }
        _ = write(to: context)
        dispatch()
        isClosing = true
        LingeringClose.begin(on: context)
    }

    private func write(to context: ChannelHandlerContext) -> Bool {
        guard !isClosing, context.channel.isWritable else { return false }
        output.clear(minimumCapacity: 16 << 10)
        do {
            try session.drain(into: &output)
        } catch {
            isClosing = true
            context.close(promise: nil)
            return false
        }
        guard output.readableBytes > 0 else { return false }
        counters.update { [count = output.readableBytes] in $0.bytesSent += count }
        context.writeAndFlush(NIOAny(output), promise: nil)
        return true
    }

    private func dispatch() {
        // What an event leads to may be further events, and calls back into this driver.
        while let event = session.takeEvent() { owner?.perform(event) }
    }
}
