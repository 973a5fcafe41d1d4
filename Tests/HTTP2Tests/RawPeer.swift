import NIOCore
import NIOPosix
import Synchronization

/// A plain socket that sends what a test says and keeps what comes.
final class RawPeer: Sendable {
    private let channel: any Channel
    private let received: Received

    private final class Received: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        let bytes = Mutex(ByteBuffer())

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            var chunk = unwrapInboundIn(data)
            _ = bytes.withLock { $0.writeBuffer(&chunk) }
        }
    }

    private init(_ channel: any Channel, _ received: Received) {
        self.channel = channel
        self.received = received
    }

    static func connect(to server: TestServer) async throws -> RawPeer {
        let received = Received()
        let channel = try await ClientBootstrap(group: server.group)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try channel.pipeline.syncOperations.addHandler(received) }
            }
            .connect(host: "127.0.0.1", port: server.port).get()
        return RawPeer(channel, received)
    }

    /// Connects and says what a client of HTTP/2 says first.
    static func greet(_ server: TestServer, settings: [UInt8] = []) async throws -> RawPeer {
        let peer = try await connect(to: server)
        try await peer.send(Frame.preface + Frame(type: Frame.settings, payload: settings).bytes)
        return peer
    }

    var text: String { received.bytes.withLock { String(buffer: $0) } }

    var frames: [Frame] { received.bytes.withLock { Frame.read($0) } }

    func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    func send(_ text: String) async throws { try await send(Array(text.utf8)) }

    func send(_ frames: Frame...) async throws { try await send(frames.flatMap(\.bytes)) }

    func close() async throws { try await channel.close().get() }

    /// Whether the server ends the connection within five seconds.
    func isClosed() async throws -> Bool { try await waits { !self.channel.isActive } }

    /// Whether something comes true within five seconds.
    func waits(for condition: () -> Bool) async throws -> Bool {
        for _ in 0..<500 {
            if condition() { return true }
            try await Task.sleep(for: .milliseconds(10))
        }
        return condition()
    }
}
