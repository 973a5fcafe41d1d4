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
