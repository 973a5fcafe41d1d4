import Foundation
import NIOCore
import Testing
import Transport

/// A response that may still come; confined to the loop.
// Safe because it is only touched on the loop.
final class PendingResponse: @unchecked Sendable {
    var result: Result<Response, ExchangeFailure>?
    var exchange: (any ClientExchange)?

    func reply(on cluster: FakeCluster) async throws -> Reply {
        let result = try await cluster.onLoop { self.result }
        return Reply(try #require(result, "the gateway has not answered").get())
    }

    func isOpen(on cluster: FakeCluster) async throws -> Bool {
        try await cluster.onLoop { self.result == nil }
    }

    func hangUp(on cluster: FakeCluster) async throws {
        try await cluster.onLoop { self.exchange?.cancel() }
    }
}

/// A response as a client reads it.
struct Reply {
    let status: Int
    let headers: HeaderList
    let body: ByteBuffer

    init(_ response: Response) {
        status = response.head.status
        headers = response.head.headers
        body = response.body
    }

    /// The body, or the JSON at its start, as an object; empty if it is none.
    var json: [String: Any] {
        let length = headers["inference-header-content-length"].flatMap { Int($0) } ?? body.readableBytes
        let bytes = body.getBytes(at: body.readerIndex, length: length) ?? []
        return (try? JSONSerialization.jsonObject(with: Data(bytes))) as? [String: Any] ?? [:]
    }

    var parameters: [String: Any] { json["parameters"] as? [String: Any] ?? [:] }
    var reason: String? { json["reason"] as? String }
    var text: String { String(buffer: body) }
}
