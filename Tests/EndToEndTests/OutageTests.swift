import Foundation
import Testing

extension EndToEnd {
    /// The cloud tier stands still under load, as if its WAN were cut: no exchange ends, nothing is refused.
    @Suite("Outage of the cloud tier")
    struct OutageTests {
        private static let deadlineMilliseconds = 400.0
        private static let offloads = #"rubato_admission_verdicts_total{subject="job",verdict="offload""#

        /// An edge that can promise about 40 first exits a second.
        private static func slowDevice() throws -> String {
            let shipped = "\(Binaries.root)/deploy/npu/micro.yaml"
            let text = try String(contentsOfFile: shipped, encoding: .utf8)
            try #require(text.contains("clock_mhz: 100"), "\(shipped) has changed")
            let path = NSTemporaryDirectory() + "slow-\(UUID().uuidString).yaml"
            let slow = text.replacingOccurrences(of: "clock_mhz: 100", with: "clock_mhz: 1")
            try slow.write(toFile: path, atomically: true, encoding: .utf8)
            return path
        }

        @Test("no promise is missed, nothing is lost, edge or refusal takes over, and the cloud comes back by itself")
        func cutWAN() async throws {
            let device = try Self.slowDevice()
            let cluster = try await TestCluster(["--workers", "npu:\(device)", "--cloud", "--cloud-wan-rtt", "40ms"])
            let report = NSTemporaryDirectory() + "report-\(UUID().uuidString).json"
            let options = ["--rate", "80", "--duration", "22", "--deadline", "\(Self.deadlineMilliseconds)"]
            let load = try LoadResult.start(cluster.url, options, report: report)
            try await Self.waitForOffloads(cluster)
            try await cluster.signal("cloud", SIGSTOP)
            try await Task.sleep(for: .seconds(2))
            let early = try await cluster.count("admission", Self.offloads)
            try await Task.sleep(for: .seconds(2))
            let sent = try await cluster.count("admission", Self.offloads) - early
            #expect(sent <= 8, "while nothing comes back, single jobs try the way")
            try await cluster.signal("cloud", SIGCONT)
            let atReturn = try await cluster.count("cloud", "rubato_cloud_answers_total")
            let result = try await LoadResult.finish(load, report: report)
            #expect(try await cluster.count("cloud", "rubato_cloud_answers_total") > atReturn + 20, "\(result)")
            try await Self.check(result, cluster)
            _ = try await cluster.stop()
        }

        /// Waits, 12 s at most, until the tier is in use: a debug build on a busy machine takes seconds to read its samples.
        private static func waitForOffloads(_ cluster: TestCluster) async throws {
            for _ in 0..<60 {
                if try await cluster.count("cloud", "rubato_cloud_answers_total") > 20 { return }
                try await Task.sleep(for: .milliseconds(200))
            }
            Issue.record("the edge must be too small for this load")
        }

        private static func check(_ result: LoadResult, _ cluster: TestCluster) async throws {
            #expect(result.isBalanced && result.lost == 0, "\(result)")
            #expect(try await cluster.count("admission", "rubato_admission_broken_promises_total") == 0)
            #expect(try await cluster.count("gateway", "rubato_gateway_offload_failures_total") > 0)
            #expect(try await cluster.count("gateway", "rubato_gateway_fallbacks_total") > 0, "the edge has them, too")
            let latest = deadlineMilliseconds + 50 + 2 * result.generator_lateness_ms.max
            #expect(result.settle_ms.max <= latest, "\(result)")
            #expect(Double(result.in_deadline) > 0.6 * Double(result.offered), "\(result)")
        }
    }
}
