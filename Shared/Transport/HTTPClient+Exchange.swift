package import NIOCore

extension HTTPClient {
    /// Sends a whole request and awaits the whole response.
    ///
    /// A response body above the limit, in bytes, fails with `.tooLarge`. The completion is called exactly once, on the
    /// loop, unless the exchange is canceled.
    @discardableResult
    package func exchange(
        _ head: RequestHead,
        body: ByteBuffer = ByteBuffer(),
        budget: Duration?,
        limit: Int = 16 << 20,
        completion: @escaping @Sendable (Result<Response, ExchangeFailure>) -> Void
    ) -> any ClientExchange {
        let collection = ResponseCollection(limit: limit, completion: completion)
        let exchange = send(head, body: body, budget: budget) { event in collection.receive(event) }
        collection.exchange = exchange
        return exchange
    }
}
