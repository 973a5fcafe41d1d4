import HTTP2
import NIOCore
import NIOPosix
import Transport

extension TestServer {
    /// A client of this server, or of another port, closed after use.
    func withClient<Value>(
        tls: TLSConfiguration? = nil,
        host: String = "127.0.0.1",
        port: Int? = nil,
        adjust: (inout ClientConfiguration) -> Void = { _ in },
        _ body: (HTTP2Client) async throws -> Value
    ) async throws -> Value {
        var configuration = ClientConfiguration(host: host, port: port ?? self.port, tls: tls)
        adjust(&configuration)
        let client = try HTTP2Client(configuration: configuration, eventLoop: group.next())
        let result: Result<Value, any Error>
        do {
            result = .success(try await body(client))
        } catch {
            result = .failure(error)
        }
        try await client.eventLoop.submit { client.close() }.get()
        return try result.get()
    }

    /// One request by a client of its own.
    func get(_ target: String, tls: TLSConfiguration, host: String) async -> Result<Response, ExchangeFailure> {
        do {
            return try await withClient(tls: tls, host: host) { client in
                await client.ask(RequestHead(method: "GET", target: target))
            }
        } catch {
            return .failure(.malformed("\(error)"))
        }
    }
}

extension HTTP2Client {
    func ask(
        _ head: RequestHead,
        body: ByteBuffer = ByteBuffer(),
        budget: Duration? = .seconds(5)
    ) async -> Result<Response, ExchangeFailure> {
        await withCheckedContinuation { continuation in
            eventLoop.execute {
                self.exchange(head, body: body, budget: budget) { continuation.resume(returning: $0) }
            }
        }
    }
}
