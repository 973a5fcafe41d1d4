import NIOCore

/// Collects the body of one request for a completion that is called once.
// Safe because an exchange calls it on its event loop only.
final class RequestBodyCollection: @unchecked Sendable {
    typealias Completion = @Sendable (Result<ByteBuffer, ExchangeFailure>) -> Void

    private let exchange: any ServerExchange
    private var collector: BodyCollector
    private var completion: Completion?

    init(_ exchange: any ServerExchange, limit: Int, completion: @escaping Completion) {
        self.exchange = exchange
        self.completion = completion
        collector = BodyCollector(contentLength: exchange.request.contentLength, limit: limit)
    }

    func start() {
        if let length = exchange.request.contentLength, length > collector.limit {
            return complete(.failure(.tooLarge(limit: collector.limit)))
        }
        exchange.receive { event in self.receive(event) }
    }

    private func receive(_ event: BodyEvent) {
        switch event {
        case .chunk(let chunk):
            guard completion != nil, !collector.append(chunk) else { return }
            // The peer may not send what nobody will read.
            exchange.pauseReceiving()
            complete(.failure(.tooLarge(limit: collector.limit)))
        case .end: complete(.success(collector.body))
        case .failed(let failure): complete(.failure(failure))
        }
    }

    private func complete(_ result: Result<ByteBuffer, ExchangeFailure>) {
        let completion = self.completion
        self.completion = nil
        completion?(result)
    }
}
