import Foundation
import Testing

extension EndToEnd {
    @Suite("Operations")
    struct MetricsTests {
        @Test("the metrics of every service are as Prometheus wants them")
        func metrics() async throws {
            let cluster = try await TestCluster.shared.value
            _ = try await Reply.fetch("\(cluster.url)/v2/models/fashion/infer", body: JobBody.json())
            for (name, port) in cluster.ports {
                let reply = try await Reply.fetch("http://127.0.0.1:\(port)/metrics")
                #expect(reply.status == 200)
                let file = FileManager.default.temporaryDirectory.appendingPathComponent("metrics-\(UUID().uuidString)")
                try reply.body.write(to: file)
                defer { try? FileManager.default.removeItem(at: file) }
                let promtool = try Binaries.system("promtool")
                let check = try await Command.run("/bin/sh", ["-c", "'\(promtool)' check metrics < '\(file.path)'"])
                let findings = (check.output + check.error).split(separator: "\n").filter { !Self.isTritons($0) }
                #expect([0, 3].contains(check.status) && findings == [], "\(name): \(check.output)\(check.error)")
            }
        }

        /// The gateway repeats some metrics under the names that dashboards for Triton read, against the conventions.
        private static func isTritons(_ finding: Substring) -> Bool {
            finding.hasPrefix("nv_inference_") || finding.allSatisfy(\.isWhitespace)
        }

        @Test("every service says that it is alive and ready")
        func health() async throws {
            let cluster = try await TestCluster.shared.value
            for (name, port) in cluster.ports {
                for path in ["/v2/health/live", "/v2/health/ready"] {
                    let reply = try await Reply.fetch("http://127.0.0.1:\(port)\(path)")
                    #expect(reply.status == 200, "\(name) \(path): \(reply.text)")
                }
            }
        }
    }
}
