package import NIOCore
package import SwiftProtobuf

/// The caller's side of typed calls: protobuf messages in gRPC's framing over an ``HTTPClient``.
package protocol CallClient: Sendable {
    var eventLoop: any EventLoop { get }

    /// Sends one message and awaits one.
    ///
    /// The budget is sent as `grpc-timeout`; at its end the call fails with `.deadlineExceeded`. The completion is called
    /// exactly once, on the loop, unless the call is canceled.
    func unary<Request, Reply>(
        _ method: Method<Request, Reply>,
        _ request: Request,
        budget: Duration?,
        completion: @escaping @Sendable (Result<Reply, CallStatus>) -> Void
    ) -> any Cancelable

    /// Opens a call on which both sides send messages until they end it.
    ///
    /// The receiver gets each message in order, and the end as last event.
    func bidirectional<Request, Reply>(
        _ method: Method<Request, Reply>,
        receive: @escaping @Sendable (CallEvent<Reply>) -> Void
    ) -> any MessageSink<Request>

    /// Lets what was sent leave now, ahead of all else that this turn of the loop still has to do.
    func flush()
}

/// Something under way that its owner may give up.
package protocol Cancelable: Sendable {
    /// Tells the other side, at once, that nobody waits any more.
    func cancel()
}

/// What arrives on an open call.
package enum CallEvent<Incoming: SwiftProtobuf.Message>: Sendable {
    case message(Incoming)
    /// Nothing follows; `.ok` if the other side ended it in order.
    case ended(CallStatus)
}

/// Where one side of an open call sends its messages; confined to the loop.
package protocol MessageSink<Outgoing>: Cancelable {
    associatedtype Outgoing: SwiftProtobuf.Message

    /// Queues a message; messages of one turn of the loop leave in one write.
    ///
    /// - Returns: `false` when the bound of waiting bytes is exceeded; the call has then been canceled.
    @discardableResult
    func send(_ message: Outgoing) -> Bool

    /// Ends this side: the client half-closes, the server sends its status.
    func finish(_ status: CallStatus)
}
