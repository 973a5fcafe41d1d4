import Domain
import Messages
import SwiftProtobuf
import Testing
import Transport

@testable import GatewayService

@Suite("Variants of a model")
struct VariantTests {
    private static func cluster() async throws -> FakeCluster {
        try await FakeCluster.start(serving: [Toy.model, Toy.small])
    }

    private static func body(_ parameters: String) -> String {
        Bodies.infer(samples: 1, parameters: "{\(parameters)}")
    }

    private static func sent(_ cluster: FakeCluster) throws -> [String] {
        try cluster.workers[0].received.map { head, _ in
            let text = try #require(head.headers[CallMethods.descriptorHeader])
            let bytes = try #require(Base64Decoding.bytes(of: text))
            return try Rubato_V1_JobDescriptor(serializedBytes: bytes).model.name
        }
    }

    @Test("a job that admission gives to a variant goes there, and the reply says so")
    func takesStep() async throws {
        let cluster = try await Self.cluster()
        try await cluster.onLoop {
            cluster.admission.decide = { .promise(WorkerID("w1"), $0.rule, variant: Toy.small.id) }
        }
        let reply = try await cluster.ask("POST", InferenceTests.path, Bodies.one)
        #expect(reply.status == 200)
        #expect(reply.parameters["step"] as? String == "variant")
        #expect(reply.parameters["variant"] as? String == "small")
        #expect((reply.parameters["expected_accuracy"] as? Double).map { abs($0 - 0.8) < 1e-6 } == true)
        #expect(reply.json["model_name"] as? String == "toy")
        #expect(try Self.sent(cluster) == ["toy@small"])
        // It is not the worker's word for the model itself.
        _ = try await cluster.ask("POST", InferenceTests.path, Bodies.one)
        #expect(cluster.admission.asked.count == 2)
    }

    @Test("a client may name a variant, the model itself, or forbid others")
    func isNamed() async throws {
        let cluster = try await Self.cluster()
        let named = try await cluster.ask("POST", InferenceTests.path, Self.body(#""variant":"small""#))
        #expect(named.parameters["variant"] as? String == "small")
        #expect(named.parameters["step"] as? String == "full")
        #expect(named.json["model_name"] as? String == "toy")
        let direct = try await cluster.ask("POST", "/v2/models/toy@small/infer", Bodies.one)
        #expect(direct.json["model_name"] as? String == "toy@small")
        #expect(try Self.sent(cluster) == ["toy@small", "toy@small"])
        for words in [#""variant":"exact""#, #""variants":false"#] {
            _ = try await cluster.ask("POST", InferenceTests.path, Self.body(words))
        }
        _ = try await cluster.ask("POST", InferenceTests.path, Bodies.one)
        await cluster.pass(milliseconds: 5)
        #expect(try Self.sent(cluster).suffix(3) == ["toy", "toy", "toy"])
        #expect(cluster.admission.asked.first?.variantIsAllowed == false)
        #expect(cluster.admission.asked.first?.model == Toy.small.id)
    }

    @Test(
        "a variant that nobody serves, or that has not what is asked for, is 400 with the field",
        arguments: [
            (#""variant":"tiny""#, "parameters.variant", "unknown_variant"),
            (#""variant":"small","max_exit":2"#, "parameters.max_exit", "out_of_range"),
            (#""variant":7"#, "parameters.variant", "wrong_type"),
        ]
    )
    func isUnknown(parameters: String, field: String, reason: String) async throws {
        let cluster = try await Self.cluster()
        let reply = try await cluster.ask("POST", InferenceTests.path, Self.body(parameters))
        #expect(reply.status == 400)
        #expect(reply.json["field"] as? String == field)
        #expect(reply.reason == reason)
        let wish = try await cluster.ask("POST", "/v2/streams", #"{"model":"toy","fps":5,"variant":"tiny"}"#)
        #expect(wish.status == 400 && wish.json["field"] as? String == "variant")
    }

    @Test("a job about a task for which only the model itself has heads goes to no variant")
    func sharesOnlyItself() async throws {
        let cluster = try await Self.cluster()
        try await cluster.onLoop { cluster.admission.charges = true }
        let outputs = #"[{"name":"kind.label"}]"#
        let body = Bodies.infer(samples: 1, outputs: outputs)
        _ = try await cluster.ask("POST", InferenceTests.path, Bodies.one)
        _ = try await cluster.ask("POST", InferenceTests.path, body)
        #expect(cluster.admission.asked.last?.variantIsAllowed == false)
        let named = Bodies.infer(samples: 1, parameters: #"{"variant":"small"}"#, outputs: outputs)
        let reply = try await cluster.ask("POST", InferenceTests.path, named)
        #expect(reply.status == 400 && reply.reason == "unknown_output")
    }

    @Test("the frames of a stream that a variant was promised to go there, and its page says so")
    func carriesStreams() async throws {
        let cluster = try await Self.cluster()
        try await cluster.onLoop {
            cluster.admission.decideStream = { request in
                let rule = Toy.small.defaultRule
                let (worker, variant) = (WorkerID("w1"), Toy.small.id)
                return .promise(StreamPromise(worker: worker, rule: rule, window: request.period, variant: variant))
            }
        }
        let stream = try await cluster.ask("POST", "/v2/streams", #"{"model":"toy","fps":10}"#)
        #expect(stream.status == 201)
        #expect(stream.json["variant"] as? String == "small")
        let id = try #require(stream.json["id"] as? String)
        let frame = try await cluster.ask("POST", "/v2/streams/\(id)/infer", Bodies.one)
        #expect(frame.parameters["step"] as? String == "variant")
        #expect(try Self.sent(cluster) == ["toy@small"])
    }

    @Test("the model's page lists its variants with their exits")
    func describes() async throws {
        let cluster = try await Self.cluster()
        let page = try await cluster.ask("GET", "/v2/models/toy", "")
        let variants = try #require(page.parameters["variants"] as? [[String: Any]])
        #expect(variants.map { $0["name"] as? String } == ["small"])
        #expect((variants[0]["exits"] as? [[String: Any]])?.count == 2)
    }
}
