package import NIOCore

/// One request and its response, seen by the server.
///
/// Every call must come from ``eventLoop``, and every handler is called there: an actor that is pinned to the loop enters
/// itself with `assumeIsolated`. After the end or ``reset(code:)`` further calls do nothing.
package protocol ServerExchange: AnyObject, Sendable {
    var request: RequestHead { get }
    var eventLoop: any EventLoop { get }

    /// Delivers the request's body chunk by chunk, then `.end`, or a failure as last event.
    ///
    /// A chunk counts as consumed, which opens the flow-control window again, when the handler returns. Call once; what
    /// came before is delivered at once.
    func receive(_ handler: @escaping @Sendable (BodyEvent) -> Void)

    /// Holds chunks back, so that the peer stops at its flow-control window, until ``resumeReceiving()``.
    func pauseReceiving()
    func resumeReceiving()

    /// Calls once when nothing more can be sent: `nil` after a complete response, else why the peer will not see it.
    ///
    /// This is where work is canceled that nobody waits for any more.
    func onClose(_ handler: @escaping @Sendable (ExchangeFailure?) -> Void)

    /// Sends a whole response.
    func respond(_ head: ResponseHead, body: ByteBuffer)

    /// Begins a streamed response.
    func start(_ head: ResponseHead)

    /// Appends to a streamed response.
    ///
    /// - Returns: `false` when more than the connection's limit waits to be sent; the exchange has then been reset.
    @discardableResult
    func write(_ chunk: ByteBuffer) -> Bool

    /// Ends a streamed response.
    func finish(trailers: HeaderList)

    /// Ends the exchange without a complete response.
    ///
    /// - Parameter code: An HTTP/2 error code; HTTP/1.1 closes the connection.
    func reset(code: UInt32)
}
