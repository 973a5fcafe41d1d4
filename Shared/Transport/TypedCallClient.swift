package import NIOCore
import SwiftProtobuf

/// Typed calls over an ``HTTPClient``: frames, deadlines and status as gRPC sends them.
package struct TypedCallClient: CallClient {
    private let http: any HTTPClient
    private let messageLimit: Int

    package var eventLoop: any EventLoop { http.eventLoop }

    /// The limit is that of one message received, in bytes.
    package init(_ http: any HTTPClient, messageLimit: Int = CallRouter.defaultMessageLimit) {
        self.http = http
        self.messageLimit = messageLimit
    }

    package func unary<Request, Reply>(
        _ method: Method<Request, Reply>,
        _ request: Request,
        budget: Duration?,
        completion: @escaping @Sendable (Result<Reply, CallStatus>) -> Void
    ) -> any Cancelable {
        let call = ClientUnaryCall<Reply>(messageLimit: messageLimit, completion: completion)
        do {
            let frame = try MessageFraming.encode(request)
            let head = Self.head(for: method.path, budget: budget)
            call.exchange = http.send(head, body: frame, budget: budget) { event in call.receive(event) }
        } catch {
            eventLoop.execute { call.complete(.failure(error)) }
        }
        return call
    }

    package func bidirectional<Request, Reply>(
        _ method: Method<Request, Reply>,
        receive: @escaping @Sendable (CallEvent<Reply>) -> Void
    ) -> any MessageSink<Request> {
        let sink = ClientMessageSink<Request, Reply>(messageLimit: messageLimit, receive: receive)
        let head = Self.head(for: method.path, budget: nil)
        sink.exchange = http.send(head, body: nil, budget: nil) { event in sink.receive(event) }
        return sink
    }

    package func flush() { http.flush() }

    private static func head(for path: String, budget: Duration?) -> RequestHead {
        var head = RequestHead(
            method: "POST",
            target: path,
            headers: ["content-type": "application/grpc", "te": "trailers"]
        )
        if let budget { head.headers.append(BudgetHeader.name, BudgetHeader.encode(budget)) }
        return head
    }
}
