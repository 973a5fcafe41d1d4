import SwiftProtobuf

/// The offering side of typed calls: decodes, answers and frames for the methods registered with it.
///
/// Offers nothing of its own and keeps no state between calls, so one value serves every connection.
package struct CallRouter: Sendable {
    /// The largest message accepted unless told otherwise, as in other implementations of gRPC.
    package static let defaultMessageLimit = 4 << 20

    private typealias Opening = @Sendable (any ServerExchange, CallContext) -> Void

    private let messageLimit: Int
    private var openings: [String: Opening] = [:]

    /// - Parameter messageLimit: The largest message accepted, in bytes.
    package init(messageLimit: Int = CallRouter.defaultMessageLimit) {
        self.messageLimit = messageLimit
    }

    /// Offers a method that answers one message with one.
    ///
    /// The handler gets the message and the call to complete once, on the loop; ``UnaryCall/onCancel(_:)`` says when
    /// nobody waits any more.
    package mutating func register<Request, Reply>(
        _ method: Method<Request, Reply>,
        handler: @escaping @Sendable (Request, any UnaryCall<Reply>) -> Void
    ) {
        let limit = messageLimit
        openings[method.path] = { exchange, context in
            ServerUnaryCall<Request, Reply>(exchange, context: context, messageLimit: limit, handler: handler).open()
        }
    }

    /// Offers a method on which both sides send messages until they end it.
    ///
    /// `open` is called when a caller opens the call, and returns what gets the caller's messages.
    package mutating func registerBidirectional<Request, Reply>(
        _ method: Method<Request, Reply>,
        open: @escaping @Sendable (any MessageSink<Reply>, CallContext) -> @Sendable (CallEvent<Request>) -> Void
    ) {
        let limit = messageLimit
        openings[method.path] = { exchange, context in
            let sink = ServerMessageSink<Reply>(exchange)
            CallReceiver<Request>(limit: limit, receive: open(sink, context)).listen(to: exchange, answering: sink)
        }
    }

    /// Takes the exchange if it is a typed call, of a method that is offered or not.
    ///
    /// - Returns: Whether the exchange is taken; if not, nothing has been done with it.
    package func handle(_ exchange: any ServerExchange) -> Bool {
        let request = exchange.request
        guard request.method == "POST", request.headers["content-type"]?.hasPrefix("application/grpc") == true else {
            return false
        }
        if let encoding = request.headers["grpc-encoding"], encoding != "identity" {
            exchange.end(with: CallStatus(.unimplemented, "message encoding \(encoding) is not supported"))
        } else if let opening = openings[String(request.path)] {
            open(exchange, with: opening)
        } else {
            exchange.end(with: CallStatus(.unimplemented, "no method \(request.path)"))
        }
        return true
    }

    private func open(_ exchange: any ServerExchange, with opening: Opening) {
        let headers = exchange.request.headers
        var budget: Duration?
        if let text = headers[BudgetHeader.name] {
            guard let decoded = BudgetHeader.decode(text) else {
                exchange.end(with: CallStatus(.invalidArgument, "\(BudgetHeader.name) is malformed"))
                return
            }
            budget = decoded
        }
        opening(exchange, CallContext(eventLoop: exchange.eventLoop, budget: budget, headers: headers))
    }
}
