import NIOCore
import NIOHTTP2
import NIOPosix

// Serves on the loopback port given as the only argument, with one event loop, until it is killed.
guard CommandLine.arguments.count == 2, let port = Int(CommandLine.arguments[1]) else {
    preconditionFailure("usage: NIOHTTP2Peer PORT")
}

let settings = [
    HTTP2Setting(parameter: .maxConcurrentStreams, value: 256),
    HTTP2Setting(parameter: .initialWindowSize, value: 1 << 20),
]
let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
    .serverChannelOption(.backlog, value: 1_024)
    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
    .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
    .childChannelInitializer { channel in
        channel.configureHTTP2Pipeline(mode: .server, initialLocalSettings: settings) { stream in
            stream.eventLoop.makeCompletedFuture { try stream.pipeline.syncOperations.addHandler(ReplyHandler()) }
        }.map { _ in }
    }
    .bind(host: "127.0.0.1", port: port).get()
try await server.closeFuture.get()
