import Foundation
import Testing

extension EndToEnd {
    /// The clients that people have.
    @Suite("Clients")
    struct ClientTests {
        @Test("curl gets an answer over HTTP/1.1 and over HTTP/2 with prior knowledge", arguments: ["1.1", "2"])
        func curl(version: String) async throws {
            let cluster = try await TestCluster.shared.value
            let options = version == "2" ? ["--http2-prior-knowledge"] : ["--http1.1"]
            let url = "\(cluster.url)/v2/models/fashion/infer"
            let reply = try await Reply.fetch(url, body: JobBody.json(), options: options)
            #expect(reply.status == 200, "\(reply.text)")
            #expect(reply.version == version)
            let parameters = reply.json["parameters"] as? [String: Any]
            #expect(parameters?["deadline_met"] as? Bool == true)
            #expect((parameters?["exit"] as? Int).map { 0...3 ~= $0 } == true)
            #expect(reply.json["model_name"] as? String == "fashion")
        }

        @Test("two tasks are answered from one pass, each with its own outputs")
        func sharing() async throws {
            let cluster = try await TestCluster.shared.value
            let outputs = #"[{"name":"label"},{"name":"coarse.label"},{"name":"coarse.probabilities"}]"#
            let url = "\(cluster.url)/v2/models/fashion/infer"
            let reply = try await Reply.fetch(url, body: JobBody.json(outputs: outputs))
            #expect(reply.status == 200, "\(reply.text)")
            let answers = reply.json["outputs"] as? [[String: Any]] ?? []
            #expect(answers.map { $0["name"] as? String } == ["label", "coarse.label", "coarse.probabilities"])
            let probabilities = answers.last?["data"] as? [Double] ?? []
            #expect(probabilities.count == 3 && abs(probabilities.reduce(0, +) - 1) < 1e-3)
        }

        @Test("a Python program of a new user gets the same answers with tritonclient and httpx")
        func python() async throws {
            let cluster = try await TestCluster.shared.value
            let script = "\(Binaries.root)/Tests/EndToEndTests/Clients/client.py"
            let end = try await Command.run(Binaries.python, [script, cluster.url])
            #expect(end.status == 0, "\(end.error)")
            #expect(end.output.contains("all clients agree"))
        }

        @Test("h2load finds every one of its requests answered")
        func h2load() async throws {
            let cluster = try await TestCluster.shared.value
            let job = FileManager.default.temporaryDirectory.appendingPathComponent("job-\(UUID().uuidString).json")
            try JobBody.json().write(to: job)
            defer { try? FileManager.default.removeItem(at: job) }
            let end = try await Command.run(
                Binaries.system("h2load"),
                ["-n", "200", "-c", "2", "-m", "8", "-d", job.path, "-H", "content-type: application/json"]
                    + ["\(cluster.url)/v2/models/fashion/infer"]
            )
            #expect(end.output.contains("200 succeeded, 0 failed, 0 errored"), "\(end.output)\(end.error)")
            #expect(end.output.contains("status codes: 200 2xx"), "\(end.output)")
        }

        @Test("the tool's load reports balanced counts", arguments: [[], ["--http1"], ["--datatype", "fp32"]])
        func load(options: [String]) async throws {
            let cluster = try await TestCluster.shared.value
            let common = ["--rate", "50", "--duration", "3", "--deadline", "2000", "--seed", "5"]
            let result = try await LoadResult.run(cluster.url, common + options)
            #expect(result.isBalanced)
            #expect(result.offered > 100)
            #expect(result.lost == 0)
            #expect(result.failed == 0, "\(result.failure_reasons)")
            #expect(result.accuracy_of_offered > 0.8, "\(result)")
        }

        @Test("streams are admitted with a promise, served, and given back")
        func streams() async throws {
            let cluster = try await TestCluster.shared.value
            let options = [
                "--arrivals", "periodic", "--streams", "3", "--fps", "10", "--duration", "3", "--deadline", "1000",
            ]
            let result = try await LoadResult.run(cluster.url, options)
            #expect(result.isBalanced)
            #expect(result.streams?.admitted == 3)
            #expect(result.in_deadline == result.offered, "\(result)")
            let left = try await Reply.fetch("\(cluster.url)/v2/streams")
            #expect(!left.text.contains("\"id\""), "\(left.text)")
        }
    }
}
