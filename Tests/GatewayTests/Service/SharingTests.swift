import Messages
import SwiftProtobuf
import Testing
import Transport

@testable import GatewayService

@Suite("Several tasks of one request")
struct SharingTests {
    private static func body(_ outputs: String...) -> String {
        Bodies.infer(samples: 1, outputs: "[" + outputs.map { #"{"name":"\#($0)"}"# }.joined(separator: ",") + "]")
    }

    private static func descriptor(_ cluster: FakeCluster) throws -> Rubato_V1_JobDescriptor {
        let head = try #require(cluster.workers[0].received.first?.head)
        let text = try #require(head.headers[CallMethods.descriptorHeader])
        let bytes = try #require(Base64Decoding.bytes(of: text))
        return try Rubato_V1_JobDescriptor(serializedBytes: bytes)
    }

    @Test("become one job, and every task has its outputs")
    func answersBoth() async throws {
        let cluster = try await FakeCluster.start()
        let body = Self.body("label", "kind.label", "kind.probabilities", "exit")
        let reply = try await cluster.ask("POST", InferenceTests.path, body)
        #expect(reply.status == 200)
        #expect(cluster.workers[0].received.count == 1)
        let descriptor = try Self.descriptor(cluster)
        #expect(descriptor.tasks == ["kind"])
        #expect(!descriptor.skipsOwnTask)
        let outputs = try #require(reply.json["outputs"] as? [[String: Any]])
        #expect(outputs.map { $0["name"] as? String } == ["label", "kind.label", "kind.probabilities", "exit"])
        #expect(outputs[0]["data"] as? [String] == ["dög"])
        #expect(outputs[1]["data"] as? [String] == ["pet"])
        #expect(outputs[2]["data"] as? [Double] == [0.625, 0.375])
        #expect(outputs[2]["shape"] as? [Int] == [1, 2])
        // What is said of the answer as a whole is said of its least sure task.
        #expect(reply.parameters["confidence"] as? Double == 0.375)
        #expect((reply.parameters["expected_accuracy"] as? Double).map { abs($0 - 0.8) < 1e-6 } == true)
    }

    @Test("leave the network's own out where nobody asks about it")
    func skipsOwn() async throws {
        let cluster = try await FakeCluster.start()
        let reply = try await cluster.ask("POST", InferenceTests.path, Self.body("kind.class", "exit"))
        #expect(reply.status == 200)
        #expect(try Self.descriptor(cluster).skipsOwnTask)
        #expect((reply.parameters["expected_accuracy"] as? Double).map { abs($0 - 0.9) < 1e-6 } == true)
    }

    private static func terms(_ own: String, _ kind: String) -> String {
        let outputs = #"[{"name":"label","parameters":\#(own)},{"name":"kind.label","parameters":\#(kind)}]"#
        return Bodies.infer(samples: 1, outputs: outputs)
    }

    @Test("may each have a deadline and a utility, and the reply says which exit answered each, and whether in time")
    func keepsTerms() async throws {
        let cluster = try await FakeCluster.start()
        let body = Self.terms(#"{"timeout":40000}"#, #"{"timeout":20000,"utility":0.25}"#)
        let reply = try await cluster.ask("POST", InferenceTests.path, body)
        #expect(reply.status == 200)
        let terms = try Self.descriptor(cluster).terms
        #expect(terms.map(\.task) == ["", "kind"] && terms.map(\.utility) == [1, 0.25])
        #expect(terms[0].budgetUs > terms[1].budgetUs && terms[1].budgetUs > 10_000)
        // The latest of them is the request's, as it has none itself.
        #expect(reply.parameters["budget_us"] as? Int == 40_000)
        let outputs = try #require(reply.json["outputs"] as? [[String: Any]])
        let told = outputs.compactMap { $0["parameters"] as? [String: Any] }
        #expect(told.map { $0["exit"] as? Int } == [0, 0] && told.map { $0["deadline_met"] as? Bool } == [true, true])
    }

    @Test("are refused by name where their terms are wrong")
    func checksTerms() async throws {
        let cluster = try await FakeCluster.start()
        let cases = [
            (#"{"timeout":-1}"#, "{}", "outputs[0].parameters.timeout"),
            (#"{"timeout":"soon"}"#, "{}", "outputs[0].parameters.timeout"),
            ("{}", #"{"utility":-0.5}"#, "outputs[1].parameters.utility"),
            ("{}", #"{"utility":"much"}"#, "outputs[1].parameters.utility"),
            (#"{"utility":0}"#, #"{"utility":0}"#, "outputs[0].parameters.utility"),
        ]
        for (own, kind, field) in cases {
            let reply = try await cluster.ask("POST", InferenceTests.path, Self.terms(own, kind))
            #expect(reply.status == 400 && reply.json["field"] as? String == field, "\(reply.text)")
        }
        let outputs =
            #"[{"name":"kind.label","parameters":{"utility":1}},{"name":"kind.class","parameters":{"utility":2}}]"#
        let reply = try await cluster.ask("POST", InferenceTests.path, Bodies.infer(samples: 1, outputs: outputs))
        #expect(reply.status == 400 && reply.json["field"] as? String == "outputs[1].parameters")
    }

    @Test("are none where nothing is asked in particular")
    func asksNothing() async throws {
        let cluster = try await FakeCluster.start()
        _ = try await cluster.ask("POST", InferenceTests.path, Bodies.one)
        let descriptor = try Self.descriptor(cluster)
        #expect(descriptor.tasks.isEmpty && !descriptor.skipsOwnTask)
    }

    @Test("are told of by the model's page")
    func describes() async throws {
        let cluster = try await FakeCluster.start()
        let page = try await cluster.ask("GET", "/v2/models/toy", "")
        let outputs = try #require(page.json["outputs"] as? [[String: Any]])
        let probabilities = try #require(outputs.first { $0["name"] as? String == "kind.probabilities" })
        #expect(probabilities["shape"] as? [Int] == [-1, 2])
        let tasks = try #require(page.parameters["tasks"] as? [[String: Any]])
        #expect(tasks[0]["classes"] as? [String] == ["pet", "bird"])
    }

    @Test("that a worker has not answered fail, and are not made up")
    func demandsAll() async throws {
        let cluster = try await FakeCluster.start()
        try await cluster.onLoop { cluster.workers[0].answersTasks = false }
        let reply = try await cluster.ask("POST", InferenceTests.path, Self.body("kind.label"))
        #expect(reply.status >= 400)
    }
}
