package import NIOCore

/// Sends requests to one authority over as few connections as it needs.
///
/// Confined to ``eventLoop``, like ``ServerExchange``: calls come from it and handlers are called on it.
package protocol HTTPClient: AnyObject, Sendable {
    var eventLoop: any EventLoop { get }

    /// Sends a request.
    ///
    /// - Parameters:
    ///   - head: What goes before the body.
    ///   - body: The whole body, or `nil` if the caller will write and finish it.
    ///   - budget: How long the exchange may take; at its end it is canceled and fails with `.deadlineExceeded`.
    ///   - receive: Gets the head, chunks and the end, or a failure as last event; never before this call returns.
    /// - Returns: The caller's hold on the exchange.
    func send(
        _ head: RequestHead,
        body: ByteBuffer?,
        budget: Duration?,
        receive: @escaping @Sendable (ResponseEvent) -> Void
    ) -> any ClientExchange

    /// Opens a connection ahead of the first request, if none is open, so that no job pays for it.
    func connect()

    /// Lets what was sent leave now, ahead of all else that this turn of the loop still has to do.
    func flush()

    /// Lets open exchanges end and opens no more.
    func close()
}

extension HTTPClient {
    /// A client without connections of its own has nothing to do.
    package func connect() {}

    /// A client that keeps nothing back has nothing to do.
    package func flush() {}
}

/// A piece of a response as it arrives.
package enum ResponseEvent: Sendable {
    case head(ResponseHead)
    case chunk(ByteBuffer)
    case end(trailers: HeaderList)
    case failed(ExchangeFailure)
}
