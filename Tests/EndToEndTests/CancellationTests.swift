import Foundation
import Testing

extension EndToEnd {
    @Suite("Cancellation")
    struct CancellationTests {
        @Test("a device that hangs up frees its slot before its batch runs")
        func hangUp() async throws {
            let cluster = try await TestCluster.shared.value
            let port = try #require(cluster.ports["worker1"])
            let report = NSTemporaryDirectory() + "report-\(UUID().uuidString).json"
            let options = ["--closed", "64", "--threshold", "2", "--duration", "8", "--deadline", "10000"]
            let load = try LoadResult.start(cluster.url, options, report: report)
            defer { load.signal(SIGKILL) }
            // Behind a queue of others, a patience of a few milliseconds ends before the batch begins.
            let limit = Date().addingTimeInterval(8)
            var canceled = 0.0
            while canceled == 0, Date() < limit {
                try await Self.hangUp(cluster.url)
                canceled = try await Self.canceledWaiting(port)
            }
            #expect(canceled > 0)
            let result = try await LoadResult.finish(load, report: report)
            #expect(result.isBalanced)
            #expect(result.lost == 0)
            #expect(result.failed == 0, "\(result.failure_reasons)")
        }

        private static func hangUp(_ url: String) async throws {
            let body = NSTemporaryDirectory() + "job-\(UUID().uuidString).json"
            try JobBody.json(parameters: #"{"timeout": 10000000, "threshold": 2}"#).write(
                to: URL(fileURLWithPath: body)
            )
            defer { try? FileManager.default.removeItem(atPath: body) }
            for patience in ["0.004", "0.008", "0.012", "0.02"] {
                let arguments = ["-sS", "--http2-prior-knowledge", "--max-time", patience, "--data-binary", "@\(body)"]
                _ = try await Command.run(Binaries.system("curl"), arguments + ["\(url)/v2/models/fashion/infer"])
            }
        }

        /// Jobs that were given up while they waited at the worker.
        private static func canceledWaiting(_ port: Int) async throws -> Double {
            let metrics = try await Reply.fetch("http://127.0.0.1:\(port)/metrics").text
            let line = metrics.split(separator: "\n").first {
                $0.hasPrefix("rubato_worker_canceled_total{when=\"waiting\"}")
            }
            return line?.split(separator: " ").last.flatMap { Double($0) } ?? 0
        }
    }
}
