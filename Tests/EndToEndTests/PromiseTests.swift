import Foundation
import Testing

extension EndToEnd {
    /// What streams are promised while admission dies, and while they make room for each other.
    @Suite("Promises to streams")
    struct PromiseTests {
        @Test(
            "an admission controller killed under live streams learns their promises again and promises nothing twice"
        )
        func restartedAdmission() async throws {
            let cluster = try await TestCluster(["--workers", "cpu"])
            let desk = StreamDesk(cluster: cluster)
            let report = NSTemporaryDirectory() + "report-\(UUID().uuidString).json"
            let options = [
                "--arrivals", "periodic", "--streams", "4", "--fps", "20", "--duration", "20", "--deadline", "500",
            ]
            let load = try LoadResult.start(cluster.url, options, report: report)
            try await Task.sleep(for: .seconds(2))
            let before = try #require(try await desk.ledger())
            #expect(before.streams == 4)
            let offered = try await desk.largestRate(insteadOf: 100_000, deadline: 500)
            let killed = try await cluster.kill("admission")
            try await cluster.waitForReturn(of: "admission", after: killed)
            let after = try await Self.wait { try await desk.ledger().flatMap { $0.streams == 4 ? $0 : nil } }
            #expect(load.isRunning, "the promises must have been told again while they were in use")
            #expect(abs(after.utilization - before.utilization) < 1e-6)
            let offeredAfter = try await desk.largestRate(insteadOf: 100_000, deadline: 500)
            #expect(abs(offeredAfter - offered) <= 0.02 * offered, "\(offered) became \(offeredAfter)")
            let result = try await LoadResult.finish(load, report: report)
            #expect(result.isBalanced && result.lost == 0 && result.streams?.admitted == 4, "\(result)")
            // A frame that a busy generator sends too soon behind another is beyond its promise, and nobody can be asked about it.
            #expect(Set(result.refusal_reasons.keys).isSubset(of: ["admission_unavailable"]), "\(result)")
            #expect(Set(result.failure_reasons.keys).isSubset(of: ["deadline_missed"]), "\(result)")
            #expect(Double(result.in_deadline) >= 0.95 * Double(result.offered), "\(result)")
            let end = try await cluster.stop()
            #expect(end.status == 0, "\(end.error.suffix(2_000))")
        }

        /// A twentieth of each worker is promised, so that few frames fill it and none can be late for want of time.
        @Test("a stream that is moved to make room sends its frames to the new worker, and none is lost or late")
        func movedStream() async throws {
            let cluster = try await TestCluster(
                ["--workers", "cpu,cpu"],
                settings: "admission:\n  utilization-limit: 0.05\n"
            )
            let desk = StreamDesk(cluster: cluster)
            let whole = try await desk.largestRate(insteadOf: 1_000, deadline: 2_000)
            var ids: [String] = []
            for share in [0.65, 0.4, 0.25] { ids.append(try await desk.open(fps: share * whole, deadline: 2_000)) }
            let first = try await desk.workers(of: ids)
            try #require(first[0] != first[1] && first[1] == first[2], "\(first)")
            let feeders = ids.map { StreamFeeder(cluster.url, $0) }
            async let fed = StreamFeeder.run(feeders, for: .seconds(7))
            try await Task.sleep(for: .seconds(1))
            // Neither worker has so much left; the second one has, once its smaller stream is with the first.
            let newcomer = try await desk.open(fps: 0.5 * whole, deadline: 2_000)
            let then = try await desk.workers(of: ids + [newcomer])
            #expect(then == [first[0], first[1], first[0], first[1]])
            let served = try await fed
            #expect(served[0] == [first[0]] && served[1] == [first[1]])
            #expect(served[2] == [first[2], first[0]], "the frames went \(served[2])")
            for id in ids {
                let counts = try #require(try await desk.page(id)["counts"] as? [String: Int])
                #expect(counts["frames"] ?? 0 > 5 && counts["frames"] == counts["in_time"], "\(counts)")
            }
            let end = try await cluster.stop()
            #expect(end.status == 0, "\(end.error.suffix(2_000))")
        }

        /// Asks until there is an answer, for half a minute.
        private static func wait<Value>(for value: () async throws -> Value?) async throws -> Value {
            let limit = Date().addingTimeInterval(30)
            while Date() < limit {
                if let found = try await value() { return found }
                try await Task.sleep(for: .milliseconds(50))
            }
            throw Missing("it did not come about within 30 s")
        }
    }
}
