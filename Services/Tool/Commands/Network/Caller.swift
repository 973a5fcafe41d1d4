import Foundation
import NIOCore
import ToolPolicy
import Transport

/// Sends single requests and waits for their replies, from a thread that is no event loop.
struct Caller: Sendable {
    let client: any HTTPClient
    let authority: String

    private static let budget = Duration.seconds(10)

    /// Sends requests side by side.
    ///
    /// - Returns: In the order of the requests, what came or why nothing did.
    func callAll(_ requests: [(method: String, path: String, body: String)]) throws -> [Result<
        PlainReply, ExchangeFailure
    >] {
        let replies = requests.map { future($0.method, $0.path, $0.body) }
        return try replies.map { try $0.wait() }
    }

    func call(_ method: String, _ path: String, _ body: String = "") throws -> PlainReply {
        switch try future(method, path, body).wait() {
        case .success(let reply): return reply
        case .failure(let failure):
            throw ToolFailure.unreachable("\(authority) does not answer \(method) \(path): \(failure)")
        }
    }

    private func future(_ method: String, _ path: String, _ text: String)
        -> EventLoopFuture<Result<PlainReply, ExchangeFailure>>
    {
        let loop = client.eventLoop
        let promise = loop.makePromise(of: Result<PlainReply, ExchangeFailure>.self)
        loop.execute {
            var headers: HeaderList = ["content-length": "\(text.utf8.count)"]
            if !text.isEmpty { headers.append("content-type", "application/json") }
            let head = RequestHead(method: method, target: path, authority: authority, headers: headers)
            let gatherer = ReplyGatherer(promise: promise)
            _ = client.send(head, body: ByteBuffer(string: text), budget: Self.budget) { gatherer.receive($0) }
        }
        return promise.futureResult
    }
}
