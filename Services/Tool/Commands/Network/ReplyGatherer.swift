import Foundation
import NIOCore
import Transport

/// Puts the pieces of one reply together.
// Safe because events come from the client's event loop only.
final class ReplyGatherer: @unchecked Sendable {
    private let promise: EventLoopPromise<Result<PlainReply, ExchangeFailure>>
    private var status = 0
    private var body = Data()

    init(promise: EventLoopPromise<Result<PlainReply, ExchangeFailure>>) {
        self.promise = promise
    }

    func receive(_ event: ResponseEvent) {
        switch event {
        case .head(let head): status = head.status
        case .chunk(let chunk): body.append(contentsOf: chunk.readableBytesView)
        case .end: promise.succeed(.success(PlainReply(status: status, body: body)))
        case .failed(let failure): promise.succeed(.failure(failure))
        }
    }
}
