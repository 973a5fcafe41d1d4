package import NIOCore

extension ServerExchange {
    /// Receives the whole body.
    ///
    /// - Parameters:
    ///   - limit: In bytes; a larger body, announced or sent, fails with `.tooLarge` and is not received further, and
    ///     the handler may still answer.
    ///   - completion: Called exactly once, on the loop.
    package func collectBody(
        limit: Int,
        completion: @escaping @Sendable (Result<ByteBuffer, ExchangeFailure>) -> Void
    ) {
        RequestBodyCollection(self, limit: limit, completion: completion).start()
    }
}
