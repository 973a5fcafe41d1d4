import Kernel
import NIOCore
import NIOHTTP1

/// Makes the pipeline of an accepted connection, in steps as it becomes known what the peer speaks.
struct ConnectionSetup: Sendable {
    let server: ServerContext
    let tls: TLSContext?

    func begin(_ channel: any Channel) throws {
        guard server.registry.add(channel) else {
            server.counters.hit(.connections)
            throw ChannelError.ioOnClosedChannel
        }
        server.counters.update {
            $0.connectionsOpened += 1
            $0.connectionsOpen += 1
        }
        channel.closeFuture.whenComplete { _ in server.counters.update { $0.connectionsOpen -= 1 } }
        let handshake = HandshakeAlarm(server)
        if let tls {
            try channel.pipeline.syncOperations.addHandlers([
                try TLSHandler(server: tls), handshake, ProtocolPicker(self, handshake),
            ])
        } else {
            try channel.pipeline.syncOperations.addHandlers([handshake, PrefaceSniffer(self, handshake)])
        }
    }

    /// The peer has begun to speak this protocol.
    func speak(_ isHTTP2: Bool, on channel: any Channel) throws {
        let pipeline = channel.pipeline.syncOperations
        if isHTTP2 {
            try pipeline.addHandler(HTTP2ServerHandler(server, eventLoop: channel.eventLoop))
            return
        }
        var decoding = NIOHTTPDecoderLimitConfiguration()
        decoding.maxHeaderFieldSize = server.limits.headerListBytes
        decoding.maxHeaderListSize = server.limits.headerListBytes
        let handler = HTTP1ServerHandler(server, eventLoop: channel.eventLoop)
        let meter = HTTP1ByteMeter(handler)
        handler.meter = meter
        try pipeline.addHandler(meter)
        try pipeline.configureHTTPServerPipeline(
            withErrorHandling: false,
            withEncoderConfiguration: .init(),
            withDecoderLimitConfiguration: decoding
        )
        try pipeline.addHandler(handler)
    }
}
