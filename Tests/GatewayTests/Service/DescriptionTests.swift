import Testing

@testable import GatewayService

@Suite("What the gateway tells of itself")
struct DescriptionTests {
    @Test("server, model and repository are described as the protocol says")
    func describes() async throws {
        let cluster = try await FakeCluster.start()
        let server = try await cluster.ask("GET", "/v2")
        #expect(server.json["name"] as? String == "rubato")
        #expect((server.json["extensions"] as? [String])?.contains("binary_tensor_data") == true)

        let model = try await cluster.ask("GET", "/v2/models/toy")
        #expect(model.json["versions"] as? [String] == ["1"])
        let input = try #require((model.json["inputs"] as? [[String: Any]])?.first)
        #expect(input["shape"] as? [Int] == [-1, 1, 2, 2])
        #expect(input["datatype"] as? String == "FP32")
        let outputs = try #require(model.json["outputs"] as? [[String: Any]])
        #expect(outputs[0]["shape"] as? [Int] == [-1, 3])

        let index = try await cluster.ask("POST", "/v2/repository/index")
        #expect(index.text == #"[{"name":"toy","version":"1","state":"READY","reason":""}]"#)
        #expect(try await cluster.ask("GET", "/v2/models/toy/versions/1/ready").status == 200)
    }

    @Test("config and statistics have what load generators insist on")
    func satisfiesLoadGenerators() async throws {
        let cluster = try await FakeCluster.start()
        let config = try await cluster.ask("GET", "/v2/models/toy/config")
        #expect(config.json["max_batch_size"] as? Int == 64)
        let input = try #require((config.json["input"] as? [[String: Any]])?.first)
        #expect(input["data_type"] as? String == "TYPE_FP32")
        #expect(input["dims"] as? [Int] == [1, 2, 2])

        _ = try await cluster.ask("POST", "/v2/models/toy/infer", Bodies.infer(samples: 2))
        for path in ["/v2/models/stats", "/v2/models/toy/stats", "/v2/models/toy/versions/1/stats"] {
            let reply = try await cluster.ask("GET", path)
            let stats = try #require((reply.json["model_stats"] as? [[String: Any]])?.first)
            #expect(stats["version"] as? String == "1")
            #expect(stats["inference_count"] as? Int == 2)
            #expect(stats["execution_count"] as? Int == 1)
            let sums = try #require(stats["inference_stats"] as? [String: [String: Int]])
            #expect(sums.count == 8)
            #expect(sums["queue"]?["count"] == 1)
        }
    }

    @Test("metrics tell goodput, exits and bounds")
    func counts() async throws {
        let cluster = try await FakeCluster.start()
        _ = try await cluster.ask("POST", "/v2/models/toy/infer", Bodies.one)
        _ = try await cluster.ask("POST", "/v2/models/toy/infer", "{")
        let text = try await cluster.ask("GET", "/metrics").text
        #expect(text.contains(#"rubato_gateway_requests_total{model="toy",outcome="in_deadline",reason=""} 1"#))
        #expect(text.contains(#"outcome="failed",reason="malformed_json"} 1"#))
        #expect(text.contains(#"rubato_gateway_exits_total{model="toy",exit="1"} 1"#))
        #expect(text.contains(#"nv_inference_request_success{model="toy",version="1"} 1"#))
        #expect(text.contains("rubato_gateway_open_jobs 0"))
    }

    @Test("ready means that a model is served and admission is there")
    func tellsReadiness() async throws {
        let cluster = try await FakeCluster.start()
        #expect(try await cluster.ask("GET", "/v2/health/ready").status == 200)
        #expect(try await cluster.ask("GET", "/v2/health/live").status == 200)
        try await cluster.killAdmission()
        #expect(try await cluster.ask("GET", "/v2/health/ready").status == 503)
    }
}
