import Foundation
import Testing

extension EndToEnd {
    /// Processes that die under load.
    @Suite("Failures")
    struct FailureTests {
        private static let deadlineMilliseconds = 1_000.0
        /// What the cluster guarantees after a deadline.
        private static let marginMilliseconds = 50.0

        /// Until when everything must have come back; how late the generator was itself, on the way out and on the way
        /// back, is not the cluster's fault.
        private static func latestMilliseconds(_ result: LoadResult) -> Double {
            deadlineMilliseconds + marginMilliseconds + 2 * result.generator_lateness_ms.max
        }

        /// Runs load for 6 s and something else after 2 s of it.
        private static func load(_ cluster: TestCluster, meanwhile act: () async throws -> Void) async throws
            -> LoadResult
        {
            let report = NSTemporaryDirectory() + "report-\(UUID().uuidString).json"
            let options = ["--rate", "60", "--duration", "6", "--deadline", "\(deadlineMilliseconds)"]
            let load = try LoadResult.start(cluster.url, options, report: report)
            try await Task.sleep(for: .seconds(2))
            try await act()
            return try await LoadResult.finish(load, report: report)
        }

        @Test("every job of a killed worker is answered by another one or with an honest error in time; it comes back")
        func killedWorker() async throws {
            let cluster = try await TestCluster(["--workers", "cpu,cpu"])
            var killed: Int32 = 0
            let result = try await Self.load(cluster) { killed = try await cluster.kill("worker1") }
            #expect(result.isBalanced)
            #expect(result.offered > 200)
            #expect(result.lost == 0)
            #expect(result.settle_ms.max <= Self.latestMilliseconds(result), "\(result)")
            #expect(Set(result.failure_reasons.keys).isSubset(of: ["worker_lost", "deadline_missed"]), "\(result)")
            #expect(Double(result.in_deadline) >= 0.9 * Double(result.offered), "\(result)")
            try await cluster.waitForReturn(of: "worker1", after: killed)
            #expect(await cluster.log.contains("worker1 was ended by signal 9"))
            let after = try await LoadResult.run(
                cluster.url,
                ["--rate", "50", "--duration", "2", "--deadline", "1000"]
            )
            #expect(after.in_deadline * 10 >= after.offered * 9, "\(after)")
            let end = try await cluster.stop()
            #expect(end.status == 0, "\(end.error.suffix(2_000))")
        }

        @Test("a restarted scheduler or admission controller costs nobody an answer that never comes")
        func restartedControl() async throws {
            let cluster = try await TestCluster(["--workers", "cpu"])
            for service in ["scheduler", "admission"] {
                var killed: Int32 = 0
                let result = try await Self.load(cluster) { killed = try await cluster.kill(service) }
                #expect(result.isBalanced)
                #expect(result.lost == 0, "\(service): \(result)")
                #expect(result.settle_ms.max <= Self.latestMilliseconds(result), "\(service): \(result)")
                try await cluster.waitForReturn(of: service, after: killed)
                let after = try await LoadResult.run(
                    cluster.url,
                    ["--rate", "50", "--duration", "2", "--deadline", "1000"]
                )
                #expect(after.in_deadline * 10 >= after.offered * 9, "\(service): \(after)")
            }
            let end = try await cluster.stop()
            #expect(end.status == 0, "\(end.error.suffix(2_000))")
        }
    }
}
