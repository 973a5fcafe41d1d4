import Domain
import GatewayPolicy
import Messages
import NIOCore
import SwiftProtobuf
import Testing
import Transport

@testable import GatewayService

@Suite("Inference through the gateway")
struct InferenceTests {
    static let path = "/v2/models/toy/infer"

    @Test("a request is admitted, run and answered with exit and times")
    func answers() async throws {
        let cluster = try await FakeCluster.start()
        let reply = try await cluster.ask("POST", Self.path, Bodies.one)
        #expect(reply.status == 200)
        #expect(reply.json["model_name"] as? String == "toy")
        #expect(reply.json["model_version"] as? String == "1")
        #expect(reply.json["id"] as? String == "my \"id\"")
        #expect(reply.parameters["exit"] as? Int == 1)
        #expect(reply.parameters["deadline_met"] as? Bool == true)
        #expect(reply.parameters["worker"] as? String == "w1")
        #expect(reply.parameters["admission"] as? String == "promise")
        #expect(reply.parameters["budget_us"] as? Int == 100_000)
        #expect(reply.parameters["execution_us"] as? Int == 1_500)
        let outputs = try #require(reply.json["outputs"] as? [[String: Any]])
        #expect(outputs.map { $0["name"] as? String } == ["probabilities", "class", "label"])
        #expect(outputs[0]["data"] as? [Double] == [0.25, 0.5, 0.25])
        #expect(outputs[2]["data"] as? [String] == ["dög"])
        #expect(reply.headers["server-timing"]?.contains("execution;dur=1.500") == true)
        #expect(reply.headers["rubato-job"] == reply.parameters["job"] as? String)
    }

    @Test("the worker gets the raw tensor, the terms and what is left of the budget")
    func sendsJobs() async throws {
        let cluster = try await FakeCluster.start()
        _ = try await cluster.ask("POST", Self.path, Bodies.one, headers: ["rubato-deadline-ms": "40"])
        let (head, body) = try #require(cluster.workers[0].received.first)
        #expect(head.target == CallMethods.executePath)
        let budget = GatewayLimits().workerBudget(of: .milliseconds(40))
        #expect(head.headers["grpc-timeout"] == BudgetHeader.encode(budget))
        #expect(body == ByteBuffer(floats: [0, 1, 2, 3]))
        let descriptor = try decodeDescriptor(head)
        #expect(descriptor.model.name == "toy")
        #expect(descriptor.datatype == "FP32")
        #expect(descriptor.rule.lastExit == 2)
        #expect(!descriptor.bestEffort)
        #expect(cluster.admission.asked.map(\.budget) == [budget])
        #expect(cluster.admission.settled == [JobID(descriptor.job)])
    }

    @Test("the request's own timeout counts more than headers, and these more than the model")
    func ranksDeadlines() async throws {
        let cluster = try await FakeCluster.start()
        let own = Bodies.infer(samples: 1, parameters: #"{"timeout":20000}"#)
        let first = try await cluster.ask("POST", Self.path, own, headers: ["rubato-deadline-ms": "40"])
        #expect(first.parameters["budget_us"] as? Int == 20_000)
        let second = try await cluster.ask("POST", Self.path, Bodies.one, headers: ["grpc-timeout": "40m"])
        #expect(second.parameters["budget_us"] as? Int == 40_000)
    }

    @Test("every sample becomes a job, and one answer joins them")
    func joinsSamples() async throws {
        let cluster = try await FakeCluster.start()
        let body = Bodies.infer(samples: 3, outputs: #"[{"name":"exit"},{"name":"class"}]"#)
        let reply = try await cluster.ask("POST", Self.path, body)
        #expect(reply.status == 200)
        #expect(cluster.workers[0].received.map(\.body) == (0..<3).map { ByteBuffer(floats: Self.sample($0)) })
        let outputs = try #require(reply.json["outputs"] as? [[String: Any]])
        #expect(outputs[0]["data"] as? [Int] == [1, 1, 1])
        #expect(outputs[0]["shape"] as? [Int] == [3])
        #expect(cluster.admission.settled.count == 3)
    }

    @Test("binary in, binary out")
    func answersBinary() async throws {
        let cluster = try await FakeCluster.start()
        let pending = try await cluster.send(
            "POST",
            Self.path,
            ByteBuffer(bytes: [1, 2, 3, 4]),
            headers: ["inference-header-content-length": "0"]
        )
        let reply = try await pending.reply(on: cluster)
        #expect(reply.status == 200)
        #expect(reply.headers["content-type"] == "application/octet-stream")
        let jsonLength = try #require(reply.headers["inference-header-content-length"].flatMap { Int($0) })
        #expect(reply.body.readableBytes == jsonLength + 12 + 8 + 8)
        #expect(try decodeDescriptor(#require(cluster.workers[0].received.first).head).datatype == "UINT8")
    }

    @Test(
        "what the gateway does not have or do is said so",
        arguments: [
            ("POST", "/v2/models/other/infer", 404, "unknown_model"),
            ("POST", "/v2/models/toy/versions/9/infer", 404, "unknown_model"),
            ("GET", "/v2/models/toy/infer", 405, "method_not_allowed"),
            ("GET", "/v3", 404, "not_found"),
            ("POST", "/v2/streams/none/infer", 404, "unknown_stream"),
            ("GET", "/v2/models/other", 404, "unknown_model"),
            ("GET", "/v2/repository/index", 405, "method_not_allowed"),
        ]
    )
    func refusesUnknown(method: String, path: String, status: Int, reason: String) async throws {
        let cluster = try await FakeCluster.start()
        let reply = try await cluster.ask(method, path, Bodies.one)
        #expect(reply.status == status)
        #expect(reply.reason == reason)
        #expect(reply.json["error"] is String)
        #expect((reply.headers["allow"] != nil) == (status == 405))
    }

    @Test("a malformed request is 400 with its field, and no job is made of it")
    func refusesMalformed() async throws {
        let cluster = try await FakeCluster.start()
        let reply = try await cluster.ask("POST", Self.path, #"{"parameters":{"timeout":-5}}"#)
        #expect(reply.status == 400)
        #expect(reply.json["field"] as? String == "parameters.timeout")
        #expect(cluster.admission.asked.isEmpty)
    }

    @Test("a body beyond the bound is 413")
    func boundsBodies() async throws {
        let cluster = try await FakeCluster.start { $0.bodyBytes = 1_000 }
        let reply = try await cluster.ask("POST", Self.path, String(repeating: " ", count: 1_001))
        #expect(reply.status == 413)
        #expect(reply.reason == "too_large")
    }

    @Test("explain tells the steps of a job")
    func explains() async throws {
        let cluster = try await FakeCluster.start()
        let answer = try await cluster.ask("POST", Self.path, Bodies.one)
        let job = try #require(answer.headers["rubato-job"])
        let reply = try await cluster.ask("GET", "/v2/requests/\(job)/explain")
        let steps = try #require(reply.json["steps"] as? [[String: Any]])
        #expect(steps.map { $0["step"] as? String } == ["asked", "sent", "answered"])
        #expect(try await cluster.ask("GET", "/v2/requests/0/explain").status == 404)
    }

    @Test("a trace goes on to the worker")
    func tracesOn() async throws {
        let cluster = try await FakeCluster.start()
        let trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
        _ = try await cluster.ask("POST", Self.path, Bodies.one, headers: ["traceparent": trace])
        #expect(cluster.workers[0].received.first?.head.headers["traceparent"] == trace)
    }

    @Test("where jobs are paid, admission learns what each has used, and the client at which step it was answered")
    func paid() async throws {
        let cluster = try await FakeCluster.start()
        try await cluster.onLoop {
            cluster.admission.charges = true
            cluster.admission.decide = { request in
                .promise(WorkerID("w1"), ExitRule(mandatoryExit: 0, lastExit: 0, threshold: request.rule.threshold))
            }
        }
        _ = try await cluster.ask("POST", Self.path, Bodies.one)
        let reply = try await cluster.ask("POST", Self.path, Bodies.one)
        #expect(reply.parameters["step"] as? String == "shallower_exit")
        #expect(cluster.admission.settled.count == 2)
        #expect(Set(cluster.admission.uses.keys) == Set(cluster.admission.settled))
    }

    @Test("a tenant's name and weight go to admission and to the worker, and its requests are counted")
    func namesTenants() async throws {
        let cluster = try await FakeCluster.start { $0.tenants = [Tenant(TenantID("cameras"), weight: 3)] }
        _ = try await cluster.ask("POST", Self.path, Bodies.one, headers: ["rubato-tenant": "cameras"])
        let descriptor = try decodeDescriptor(try #require(cluster.workers[0].received.first?.head))
        #expect(descriptor.tenant == "cameras" && descriptor.tenantWeight == 3)
        #expect(cluster.admission.asked.first?.tenant == TenantID("cameras"))
        let counted = #"rubato_gateway_tenant_requests_total{tenant="cameras",outcome="in_deadline"} 1"#
        #expect(try await cluster.ask("GET", "/metrics").text.contains(counted))
    }

    private static func sample(_ index: Int) -> [Float] { (0..<4).map { Float(index * 4 + $0) } }

    private func decodeDescriptor(_ head: RequestHead) throws -> Rubato_V1_JobDescriptor {
        let text = try #require(head.headers[CallMethods.descriptorHeader])
        let bytes = try #require(Base64Decoding.bytes(of: text))
        return try Rubato_V1_JobDescriptor(serializedBytes: bytes)
    }
}
