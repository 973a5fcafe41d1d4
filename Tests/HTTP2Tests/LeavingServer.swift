import NIOCore
import NIOPosix
import Synchronization

/// A server written by hand, which leaves its first connection without processing anything, and answers on the second.
struct LeavingServer: Sendable {
    let port: Int
    /// How many connections have come.
    let connections: Counter
    private let channel: any Channel

    private final class Script: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let isFirst: Bool
        private var received = ByteBuffer()
        private var hasAnswered = false

        init(isFirst: Bool) {
            self.isFirst = isFirst
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var bytes = unwrapInboundIn(data)
            received.writeBuffer(&bytes)
            let hasRequest = Frame.read(received, isClient: true).contains { $0.type == Frame.headers }
            guard hasRequest, !hasAnswered else { return }
            hasAnswered = true
            let goodbye = Frame(type: Frame.goAway, payload: UInt32(0).bigEndianBytes + UInt32(0).bigEndianBytes)
            let flags = Frame.endHeaders | Frame.endStream
            let answer = Frame(
                type: Frame.headers,
                flags: flags,
                stream: 1,
                payload: Frame.fields([(":status", "200")])
            )
            let bytesOut = Frame(type: Frame.settings).bytes + (isFirst ? goodbye : answer).bytes
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytesOut)), promise: nil)
        }
    }

    static func start(on group: MultiThreadedEventLoopGroup) async throws -> LeavingServer {
        let counter = Counter()
        let channel = try await ServerBootstrap(group: group)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let isFirst = counter.total.withLock { total in
                        total += 1
                        return total == 1
                    }
                    try channel.pipeline.syncOperations.addHandler(Script(isFirst: isFirst))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        return LeavingServer(port: channel.localAddress?.port ?? 0, connections: counter, channel: channel)
    }

    private init(port: Int, connections: Counter, channel: any Channel) {
        self.port = port
        self.connections = connections
        self.channel = channel
    }

    func stop() async throws { try await channel.close().get() }
}
