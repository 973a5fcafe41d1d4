import SwiftProtobuf
import Transport

/// The gRPC service of the test server, as `Tests/HTTP2Peers/grpc_peer.py` expects it.
enum TestCalls {
    typealias Text = Google_Protobuf_StringValue

    static let router: CallRouter = {
        var router = CallRouter()
        router.register(Method<Text, Text>("/test.Service/Echo")) { request, call in call.complete(.success(request)) }
        router.register(Method<Text, Text>("/test.Service/Fail")) { _, call in
            call.complete(.failure(CallStatus(.notFound, "größer als 100 %")))
        }
        router.register(Method<Text, Text>("/test.Service/Budget")) { _, call in
            call.complete(.success(Text(call.context.budget.map { "\($0 > .zero && $0 <= .seconds(8))" } ?? "none")))
        }
        router.register(Method<Text, Text>("/test.Service/Hang")) { _, _ in }
        router.registerBidirectional(Method<Text, Text>("/test.Service/Chat")) { sink, _ in
            { event in
                switch event {
                case .message(let message): sink.send(Text("re " + message.value))
                case .ended(let status): sink.finish(status)
                }
            }
        }
        return router
    }()
}
