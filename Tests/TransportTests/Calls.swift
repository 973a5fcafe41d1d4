import NIOCore
import SwiftProtobuf
import Transport

/// The methods of the service under test, and plain clients of it.
enum Calls {
    typealias Text = Google_Protobuf_StringValue

    static let echo = Method<Text, Text>("/test.Service/Echo")
    static let fail = Method<Text, Text>("/test.Service/Fail")
    static let hang = Method<Text, Text>("/test.Service/Hang")
    static let chat = Method<Text, Text>("/test.Service/Chat")
    static let missing = Method<Text, Text>("/test.Service/Missing")

    static func text(_ value: String) -> Text { Text(value) }
}

extension Pair {
    func unary(
        _ method: Method<Calls.Text, Calls.Text>,
        _ text: String,
        budget: Duration? = nil,
        messageLimit: Int = CallRouter.defaultMessageLimit
    ) async -> Result<String, CallStatus> {
        let calls = TypedCallClient(client, messageLimit: messageLimit)
        return await withCheckedContinuation { continuation in
            client.eventLoop.execute {
                _ = calls.unary(method, Calls.text(text), budget: budget) { result in
                    continuation.resume(returning: result.map(\.value))
                }
            }
        }
    }

    func exchange(
        _ head: RequestHead,
        body: String = "",
        budget: Duration? = nil
    ) async -> Result<Response, ExchangeFailure> {
        await withCheckedContinuation { continuation in
            client.eventLoop.execute {
                client.exchange(head, body: .init(string: body), budget: budget) { continuation.resume(returning: $0) }
            }
        }
    }
}
