import Foundation
import Testing

extension EndToEnd {
    /// An edge that promises nothing, whose spare time is enough for every first part.
    @Suite("Split execution")
    struct SplitTests {
        @Test(
            "begins jobs at the edge and ends at the cloud tier what is not sure there, from fewer bytes than the picture"
        )
        func splits() async throws {
            let options = ["--workers", "cpu", "--cloud", "--cloud-wan-rtt", "20ms"]
            let cluster = try await TestCluster(options, settings: "admission:\n  utilization-limit: 0.0001\n")
            let arrivals = ["--rate", "30", "--duration", "6", "--deadline", "800", "--datatype", "fp32"]
            let result = try await LoadResult.run(cluster.url, arrivals)
            #expect(result.isBalanced && result.lost == 0, "\(result)")
            #expect(result.accuracy_of_offered > 0.8, "\(result)")
            #expect(result.splits > 0, "\(result)")
            let (resumed, bytes) = (
                try await cluster.count("cloud", "rubato_cloud_resumed_total"),
                try await cluster.count("cloud", "rubato_cloud_received_bytes_total")
            )
            let splits = try await cluster.count("gateway", "rubato_gateway_split_offloads_total")
            #expect(resumed >= Double(result.splits) && splits >= resumed)
            // A picture has 3,136 bytes as floats, what the first part carries 1,696.
            let answers = try await cluster.count("cloud", "rubato_cloud_answers_total")
            #expect(bytes < answers * 3_136 || answers > resumed, "\(bytes) bytes of \(answers) jobs, \(resumed) begun")
            _ = try await cluster.stop()
        }
    }
}
