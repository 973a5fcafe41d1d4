import NIOCore

/// Collects one response for a completion that is called once.
// Safe because an HTTP client calls it on its event loop only.
final class ResponseCollection: @unchecked Sendable {
    typealias Completion = @Sendable (Result<Response, ExchangeFailure>) -> Void

    var exchange: (any ClientExchange)?
    private let limit: Int
    private var head = ResponseHead(status: 0)
    private var collector: BodyCollector
    private var completion: Completion?

    init(limit: Int, completion: @escaping Completion) {
        self.limit = limit
        self.completion = completion
        collector = BodyCollector(contentLength: nil, limit: limit)
    }

    func receive(_ event: ResponseEvent) {
        switch event {
        case .head(let head):
            self.head = head
            let length = head.headers["content-length"].flatMap { Int($0) }
            collector = BodyCollector(contentLength: length, limit: limit)
        case .chunk(let chunk):
            guard completion != nil, !collector.append(chunk) else { return }
            exchange?.cancel()
            complete(.failure(.tooLarge(limit: limit)))
        case .end(let trailers):
            complete(.success(Response(head: head, body: collector.body, trailers: trailers)))
        case .failed(let failure): complete(.failure(failure))
        }
    }

    private func complete(_ result: Result<Response, ExchangeFailure>) {
        let completion = self.completion
        self.completion = nil
        exchange = nil
        completion?(result)
    }
}
