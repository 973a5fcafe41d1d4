package import NIOCore
package import SwiftProtobuf

/// The offering side of typed calls: decodes, answers and frames for the methods registered with it.
package protocol CallRegistry {
    /// Offers a method that answers one message with one.
    ///
    /// - Parameter handler: Gets the message, the caller's remaining budget, and the answer to complete once, on the loop;
    ///   ``UnaryCall/onCancel(_:)`` says when nobody waits any more.
    mutating func register<Request, Reply>(
        _ method: Method<Request, Reply>,
        handler: @escaping @Sendable (Request, any UnaryCall<Reply>) -> Void
    )

    /// Offers a method on which both sides send messages until they end it.
    ///
    /// - Parameter open: Called when a caller opens the call; returns what gets the caller's messages.
    mutating func registerBidirectional<Request, Reply>(
        _ method: Method<Request, Reply>,
        open: @escaping @Sendable (any MessageSink<Reply>, CallContext) -> @Sendable (CallEvent<Request>) -> Void
    )
}

/// What is known of a call beside its messages.
package struct CallContext: Sendable {
    package let eventLoop: any EventLoop
    /// What is left of the caller's deadline, if it set one.
    package let budget: Duration?
    package let headers: HeaderList

    package init(eventLoop: any EventLoop, budget: Duration?, headers: HeaderList) {
        self.eventLoop = eventLoop
        self.budget = budget
        self.headers = headers
    }
}

/// A call that waits for its one answer.
package protocol UnaryCall<Reply>: AnyObject, Sendable {
    associatedtype Reply: SwiftProtobuf.Message

    var context: CallContext { get }

    func complete(_ result: Result<Reply, CallStatus>)

    func onCancel(_ handler: @escaping @Sendable () -> Void)
}
