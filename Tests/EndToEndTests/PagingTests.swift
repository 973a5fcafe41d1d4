import Foundation
import Testing

extension EndToEnd {
    /// A worker with memory for a part of its models.
    @Suite("Bounded memory")
    struct PagingTests {
        /// More than the largest model takes, and less than all of them.
        private static let bytes = 24_000_000

        private struct Account: Decodable {
            let owner: String
            let resource: String
            let limit: Double
            let held: Double
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

        /// Asks until the model itself answers; meanwhile every refusal says that it is not there, and when it may be.
        ///
        /// - Returns: How many were refused.
        private static func ask(_ cluster: TestCluster, _ model: String) async throws -> Int {
            let body = JobBody.json(parameters: #"{"timeout": 10000000, "variants": false}"#)
            let limit = Date().addingTimeInterval(90)
            var refused = 0
            while Date() < limit {
                let reply = try await Reply.fetch("\(cluster.url)/v2/models/\(model)/infer", body: body)
                if reply.status == 200 {
                    let parameters = reply.json["parameters"] as? [String: Any]
                    #expect(parameters?["deadline_met"] as? Bool == true, "\(reply.text)")
                    return refused
                }
                #expect(reply.status == 503 && reply.json["reason"] as? String == "not_resident", "\(reply.text)")
                #expect(reply.json["retry_after_ms"] as? Double ?? 0 > 0)
                refused += 1
                try await Task.sleep(for: .milliseconds(200))
            }
            throw Missing("\(model) was not loaded:\n\(await cluster.log.suffix(4_000))")
        }

        @Test("every model is served in turn, what is promised is kept, and no more is held than there is memory")
        func servesAll() async throws {
            let cluster = try await TestCluster([
                "--workers", "cpu", "--model", "fashion-hard", "--budget-memory", "\(Self.bytes)",
            ])
            #expect(try await Self.ask(cluster, "fashion") == 0)
            #expect(try await Self.ask(cluster, "fashion-hard") > 0)
            let held = try await Self.account(cluster)
            #expect(held.owner == "worker worker1" && held.limit == Double(Self.bytes))
            #expect(held.held > 0 && held.held <= held.limit)
            _ = try await Self.ask(cluster, "fashion-hard@rank33")
            #expect(try await cluster.count("worker1", "rubato_worker_model_loads_total") >= 1)
            #expect(try await cluster.count("worker1", "rubato_worker_model_bytes ") <= Double(Self.bytes))
            #expect(try await cluster.count("worker1", "rubato_worker_model_load_failures_total") == 0)
            let end = try await cluster.stop()
            #expect(end.status == 0, "\(end.error.suffix(2_000))")
        }
    }
}
