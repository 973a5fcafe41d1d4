import Foundation
import Testing

extension EndToEnd {
    /// A worker that stands for an accelerator, beside one that is what it is.
    @Suite("Emulated NPU")
    struct EmulatedNPUTests {
        private static let device = "\(Binaries.root)/deploy/npu/zcu104.yaml"

        /// The shipped device with one line in place of another.
        private static func file(replacing old: String, by new: String) throws -> String {
            let path = NSTemporaryDirectory() + "device-\(UUID().uuidString).yaml"
            let text = try String(contentsOfFile: device, encoding: .utf8)
            try #require(text.contains(old), "\(device) has changed")
            try text.replacingOccurrences(of: old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
            return path
        }

        private static func answers(_ cluster: TestCluster, _ worker: String) async throws -> Double {
            let port = try #require(cluster.ports[worker])
            let page = try await Reply.fetch("http://127.0.0.1:\(port)/metrics").text
            return page.split(separator: "\n").filter { $0.hasPrefix("rubato_worker_answers_total") }
                .compactMap { $0.split(separator: " ").last.flatMap { Double($0) } }.reduce(0, +)
        }

        @Test("one CPU worker and one NPU worker serve at once, and answer alike within the device's precision")
        func together() async throws {
            let cluster = try await TestCluster(["--workers", "cpu,npu:\(Self.device)"])
            let load = try await LoadResult.run(
                cluster.url,
                ["--closed", "12", "--duration", "4", "--deadline", "2000", "--threshold", "2"]
            )
            #expect(load.isBalanced)
            #expect(load.failed == 0 && load.lost == 0, "\(load)")
            #expect(load.accuracy_of_answered ?? 0 > 0.85, "\(load)")
            let (cpu, npu) = (try await Self.answers(cluster, "worker1"), try await Self.answers(cluster, "worker2"))
            #expect(cpu > 0 && npu > 0, "both serve: \(cpu) and \(npu)")
            let emulation = try #require(load.emulation, "answers of the NPU say that they are modeled")
            #expect(emulation.answers.keys.sorted() == ["npu-zcu104"])
            #expect(emulation.modeled_joules > 0)
            try await Self.compareAnswers(cluster)
            _ = try await cluster.stop()
        }

        /// Asks for one picture until both workers have answered it, some requests at a time so that no worker idles.
        private static func compareAnswers(_ cluster: TestCluster) async throws {
            let body = JobBody.json(parameters: #"{"timeout": 5000000, "threshold": 2}"#)
            var byWorker: [String: [Double]] = [:]
            for _ in 0..<20 where byWorker.count < 2 {
                let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
                    for _ in 0..<16 {
                        group.addTask { try await Reply.fetch("\(cluster.url)/v2/models/fashion/infer", body: body) }
                    }
                    return try await group.reduce(into: [Reply]()) { $0.append($1) }
                }
                for reply in replies {
                    #expect(reply.status == 200, "\(reply.text)")
                    let parameters = reply.json["parameters"] as? [String: Any] ?? [:]
                    guard let worker = parameters["worker"] as? String else { continue }
                    #expect((parameters["emulated_device"] as? String) == (worker == "worker2" ? "npu-zcu104" : nil))
                    byWorker[worker] = probabilities(reply)
                }
            }
            let (one, other) = (try #require(byWorker["worker1"]), try #require(byWorker["worker2"]))
            #expect(one.count == 10 && other.count == 10)
            let largest = zip(one, other).map { abs($0 - $1) }.max() ?? 1
            // The words of the device have 10 bits behind the point; 0.02 is what its rounding may do to a probability.
            #expect(largest < 0.02, "\(one) and \(other)")
        }

        private static func probabilities(_ reply: Reply) -> [Double] {
            let outputs = reply.json["outputs"] as? [[String: Any]] ?? []
            let output = outputs.first { $0["name"] as? String == "probabilities" }
            return output?["data"] as? [Double] ?? []
        }

        @Test("a device that crashes by its file loses no job silently, and the worker comes back")
        func crash() async throws {
            let path = try Self.file(replacing: "launch_us: 10", by: "launch_us: 10\nfaults: {crash_after_jobs: 30}")
            defer { try? FileManager.default.removeItem(atPath: path) }
            let cluster = try await TestCluster(["--workers", "cpu,npu:\(path)"])
            let load = try await LoadResult.run(
                cluster.url,
                ["--closed", "12", "--duration", "4", "--deadline", "2000"]
            )
            #expect(load.isBalanced && load.lost == 0, "\(load)")
            #expect(Set(load.failure_reasons.keys).isSubset(of: ["worker_lost", "deadline_missed"]), "\(load)")
            #expect(Double(load.in_deadline) >= 0.9 * Double(load.offered), "\(load)")
            #expect(await cluster.log.contains("worker2 was ended by signal 9"))
            _ = try await cluster.stop()
        }

        @Test(
            "a device that is mistyped is refused by worker and tool with key and reason",
            arguments: [
                ("launch_us: 10", "launch_us: 10\nfaults: {paint: 3}", "faults.paint"),
                ("arithmetic: fixed16", "arithmetic: f8", "arithmetic"),
                ("fraction_bits: 10", "fraction_bits: 17", "fraction_bits"), ("rows: 128", "rows: 0", "tile.rows"),
                ("word_bits: 16", "word_bits: 8", "arithmetic"), ("input_kib: 512", "input_kib: 1", "input_kib"),
            ]
        )
        func mistyped(old: String, new: String, key: String) async throws {
            let path = try Self.file(replacing: old, by: new)
            defer { try? FileManager.default.removeItem(atPath: path) }
            for (name, arguments) in [
                ("rubato-worker", ["--device", "npu:\(path)"]), ("rubato", ["up", "--workers", "cpu,npu:\(path)"]),
            ] {
                let end = try await Command.run(Binaries.path(name), arguments)
                #expect(end.status == 64, "\(name): \(end.error)")
                #expect(end.error.contains("\(path): \(key): "), "\(name): \(end.error)")
            }
        }

        @Test("a device file that is not there is named")
        func missing() async throws {
            for (name, flag) in [("rubato-worker", ["--device"]), ("rubato", ["up", "--workers"])] {
                let end = try await Command.run(Binaries.path(name), flag + ["npu:/no/such.yaml"])
                #expect(
                    end.status == 64 && end.error.contains("/no/such.yaml: cannot be read"),
                    "\(name): \(end.error)"
                )
            }
        }
    }
}
