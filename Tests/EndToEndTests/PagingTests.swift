import Foundation
import Testing

extension EndToEnd {
    /// A worker with memory for one of two models.
    @Suite("Bounded memory")
    struct PagingTests {
        private struct Account: Decodable {
            let owner: String
            let resource: String
            let limit: Double
            let held: Double
        }

        /// A repository with the small model under two names, without what is optional beside it.
        private static func models() throws -> String {
            let files = FileManager.default
            let source = "\(Binaries.root)/deploy/models/fashion/1"
            let root = files.temporaryDirectory.appendingPathComponent("rubato-pages-\(UUID().uuidString)")
            let manifest = try JSONSerialization.jsonObject(
                with: Data(contentsOf: URL(filePath: "\(source)/model.json"))
            )
            for name in ["fashion", "twin"] {
                let folder = root.appendingPathComponent("\(name)/1")
                try files.createDirectory(at: folder, withIntermediateDirectories: true)
                try files.copyItem(atPath: "\(source)/model.onnx", toPath: "\(folder.path)/model.onnx")
                var named = try #require(manifest as? [String: Any])
                named["name"] = name
                try JSONSerialization.data(withJSONObject: named).write(to: folder.appendingPathComponent("model.json"))
            }
            return root.path
        }

        /// More than one of the models takes here, and less than both: what they take depends on the CPU's kernels.
        private static func bytes(_ models: String) async throws -> Int {
            let cluster = try await TestCluster([
                "--workers", "cpu", "--models", models, "--model", "twin", "--budget-memory", "1000000000",
            ])
            let both = try await cluster.count("worker1", "rubato_worker_model_bytes ")
            #expect(try await cluster.stop().status == 0)
            return Int(both * 3 / 4)
        }

        /// What the account of the worker's memory says.
        private static func account(_ cluster: TestCluster) async throws -> Account {
            let url = "http://127.0.0.1:\(cluster.ports["admission"] ?? 0)"
            let end = try await Command.run(
                Binaries.path("rubato"),
                ["budget", "show", "--format", "json", "--url", url]
            )
            let accounts = try JSONDecoder().decode([Account].self, from: Data(end.output.utf8))
            return try #require(accounts.first { $0.resource == "memory" })
        }

        /// Whether the model answers; a refusal must say that it is not there, and when it may be.
        private static func ask(_ cluster: TestCluster, _ model: String) async throws -> Bool {
            let body = JobBody.json(parameters: #"{"timeout": 20000000}"#)
            let reply = try await Reply.fetch("\(cluster.url)/v2/models/\(model)/infer", body: body)
            if reply.status == 200 {
                let parameters = reply.json["parameters"] as? [String: Any]
                #expect(parameters?["deadline_met"] as? Bool == true, "\(reply.text)")
                return true
            }
            #expect(reply.status == 503 && reply.json["reason"] as? String == "not_resident", "\(reply.text)")
            #expect(reply.json["retry_after_ms"] as? Double ?? 0 > 0)
            return false
        }

        @Test("a model is loaded when it is wanted, in place of another; each is refused while it is not there")
        func exchanges() async throws {
            let models = try Self.models()
            defer { try? FileManager.default.removeItem(atPath: models) }
            let bytes = try await Self.bytes(models)
            let cluster = try await TestCluster([
                "--workers", "cpu", "--models", models, "--model", "twin", "--budget-memory", "\(bytes)",
            ])
            #expect(try await Self.ask(cluster, "fashion"))
            #expect(try await !Self.ask(cluster, "twin"), "both fit")
            let limit = Date().addingTimeInterval(90)
            while try await !Self.ask(cluster, "twin") {
                guard Date() < limit else { throw Missing("it was not loaded:\n\(await cluster.log.suffix(4_000))") }
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(try await !Self.ask(cluster, "fashion"))
            let held = try await Self.account(cluster)
            #expect(held.owner == "worker worker1" && held.limit == Double(bytes))
            #expect(held.held > 0 && held.held <= held.limit)
            #expect(try await cluster.count("worker1", "rubato_worker_model_loads_total") >= 1)
            #expect(try await cluster.count("worker1", "rubato_worker_model_evictions_total") >= 1)
            #expect(try await cluster.count("worker1", "rubato_worker_model_bytes ") <= Double(bytes))
            #expect(try await cluster.count("worker1", "rubato_worker_model_load_failures_total") == 0)
            #expect(try await cluster.count("admission", "rubato_admission_broken_promises_total") == 0)
            let end = try await cluster.stop()
            #expect(end.status == 0, "\(end.error.suffix(2_000))")
        }
    }
}
