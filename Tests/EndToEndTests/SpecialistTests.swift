import Foundation
import Testing

extension EndToEnd {
    /// A stream of test images of which nine in ten are sandals and bags for a while, and all classes alike after that.
    @Suite("A stream with a context, in a cluster with a cloud tier")
    struct SpecialistTests {
        private static let settings = "gateway:\n  specialist-window: 5\n  specialist-frames: 60\n  audit-share: 0.1\n"

        @Test("gets heads of its own, is answered right by them at less work, and loses them when its context ends")
        func followsContext() async throws {
            let options = ["--workers", "cpu", "--cloud", "--cloud-wan-rtt", "5ms"]
            let cluster = try await TestCluster(options, settings: Self.settings)
            let result = try await LoadResult.run(
                cluster.url,
                [
                    "--streams", "1", "--fps", "50", "--duration", "20", "--deadline", "500", "--skew", "1,6@0.9",
                    "--skew-seconds", "12",
                ]
            )
            #expect(result.isBalanced && result.failed + result.lost == 0, "\(result)")
            let log = await cluster.log.suffix(4_000)
            let heads = try #require(result.specialists, "no frame was answered by heads:\n\(log)")
            #expect(heads.answers > 50 && (heads.accuracy ?? 0) > 0.85, "\(heads)")
            func changes(_ change: String) async throws -> Double {
                let metric = #"rubato_gateway_specialist_changes_total{change="\#(change)"}"#
                return try await cluster.count("gateway", metric)
            }
            #expect(try await changes("installed") >= 1)
            #expect(try await changes("context_ended") >= 1, "gone within the window, before the stream is closed")
            #expect(try await cluster.count("cloud", #"rubato_cloud_trainings_total{outcome="trained"}"#) >= 1)
            #expect(try await cluster.count("worker1", #"rubato_worker_head_frames_total{by="head"}"#) > 50)
            #expect(try await cluster.count("gateway", "rubato_gateway_specialists ") == 0)
            #expect(try await cluster.count("gateway", #"rubato_gateway_audits_total{outcome="done"}"#) > 0)
            _ = try await cluster.stop()
        }
    }
}
