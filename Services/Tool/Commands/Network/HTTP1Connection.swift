import NIOCore
import NIOHTTP1
import Transport

/// One HTTP/1.1 connection that works on one exchange at a time.
// Safe because NIO calls it on its channel's event loop, and its client uses the same.
final class HTTP1Connection: ChannelInboundHandler, @unchecked Sendable {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundOut = HTTPClientRequestPart

    private let client: HTTP1Client
    private var context: ChannelHandlerContext?
    private var current: HTTP1Exchange?

    init(client: HTTP1Client) {
        self.client = client
    }

    func channelActive(context: ChannelHandlerContext) {
        self.context = context
        client.becameIdle(self)
    }

    func channelInactive(context: ChannelHandlerContext) {
        self.context = nil
        let lost = current
        current = nil
        lost?.fail(.connectionLost("closed by the server"))
        client.vanished(self)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        let lost = current
        current = nil
        lost?.fail(.malformed("\(error)"))
        context.close(promise: nil)
    }

    func begin(_ exchange: HTTP1Exchange) {
        guard !exchange.isOver else { return client.becameIdle(self) }
        guard let context else { return exchange.fail(.connectionLost("closed")) }
        current = exchange
        exchange.connection = self
        var headers = HTTPHeaders([("host", exchange.head.authority)])
        for field in exchange.head.headers.fields { headers.add(name: field.name, value: field.value) }
        let head = HTTPRequestHead(
            version: .http1_1,
            method: HTTPMethod(rawValue: exchange.head.method),
            uri: exchange.head.target,
            headers: headers
        )
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(exchange.body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            var headers: HeaderList = [:]
            for (name, value) in head.headers { headers.append(name.lowercased(), value) }
            current?.receive(.head(ResponseHead(status: Int(head.status.code), headers: headers)))
        case .body(let chunk): current?.receive(.chunk(chunk))
        case .end:
            let done = current
            current = nil
            done?.connection = nil
            done?.receive(.end(trailers: [:]))
            client.becameIdle(self)
        }
    }

    func close() {
        context?.close(promise: nil)
    }
}
