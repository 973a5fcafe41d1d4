package import NIOCore

/// One request and its response, seen by the client.
package protocol ClientExchange: AnyObject, Sendable {
    /// Appends to a request body that was announced as streamed.
    ///
    /// - Returns: `false` when more than the connection's limit waits to be sent; the exchange has then failed.
    @discardableResult
    func write(_ chunk: ByteBuffer) -> Bool

    /// Ends a streamed request body.
    func finish()

    /// Gives the exchange up (RST_STREAM with CANCEL); no event follows.
    func cancel()
}
