import Foundation
import Testing

extension EndToEnd {
    /// A worker that stands for an accelerator, beside one that is what it is.
    @Suite("Emulated NPU")
    struct EmulatedNPUTests {
        private static let device = "\(Binaries.root)/deploy/npu/micro.yaml"

        /// The shipped device with one line in place of another.
        private static func file(replacing old: String, by new: String) throws -> String {
            let path = NSTemporaryDirectory() + "device-\(UUID().uuidString).yaml"
            let text = try String(contentsOfFile: device, encoding: .utf8)
            try #require(text.contains(old), "\(device) has changed")
            try text.replacingOccurrences(of: old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
            return path
        }

        @Test("one CPU worker and one NPU worker serve at once, and answer alike within the device's precision")
        func together() async throws {
            let cluster = try await TestCluster(["--workers", "cpu,npu:\(Self.device)"])
            let (cpu, npu) = try await Self.answersOfBoth(cluster)
            #expect(cpu.count == 10 && npu.count == 10)
            let largest = zip(cpu, npu).map { abs($0 - $1) }.max() ?? 1
            // The device's words have 10 bits behind the point; this is what its rounding may do to a probability.
            #expect(largest < 0.02, "\(cpu) and \(npu)")
            for worker in ["worker1", "worker2"] {
                #expect(try await cluster.count(worker, "rubato_worker_answers_total") > 0, "\(worker)")
            }
            _ = try await cluster.stop()
        }

        /// Asks for the last exit of one picture, some requests at a time, until both workers have promised it.
        private static func answersOfBoth(_ cluster: TestCluster) async throws -> (cpu: [Double], npu: [Double]) {
            let body = JobBody.json(
                parameters: #"{"timeout": 2000000, "min_exit": 3}"#,
                data: (0..<784).map { "\(Double($0 * 37 % 101) / 100)" }
            )
            var byWorker: [String: [Double]] = [:]
            for _ in 0..<20 where byWorker.count < 2 {
                let replies = try await withThrowingTaskGroup(of: Reply.self) { group in
                    for _ in 0..<24 {
                        group.addTask { try await Reply.fetch("\(cluster.url)/v2/models/fashion/infer", body: body) }
                    }
                    return try await group.reduce(into: [Reply]()) { $0.append($1) }
                }
                for reply in replies where reply.status == 200 {
                    let parameters = reply.json["parameters"] as? [String: Any] ?? [:]
                    guard let worker = parameters["worker"] as? String else { continue }
                    #expect((parameters["emulated_device"] as? String) == (worker == "worker2" ? "npu-micro" : nil))
                    byWorker[worker] = probabilities(reply)
                }
            }
            return (try #require(byWorker["worker1"]), try #require(byWorker["worker2"]))
        }

        private static func probabilities(_ reply: Reply) -> [Double] {
            let outputs = reply.json["outputs"] as? [[String: Any]] ?? []
            let output = outputs.first { $0["name"] as? String == "probabilities" }
            return output?["data"] as? [Double] ?? []
        }

        @Test("an NPU alone serves real images, and the report says that its times and energy are modeled")
        func alone() async throws {
            let cluster = try await TestCluster(["--workers", "npu:\(Self.device)"])
            let load = try await LoadResult.run(cluster.url, ["--rate", "40", "--duration", "4", "--deadline", "1000"])
            #expect(load.isBalanced && load.failed == 0 && load.lost == 0, "\(load)")
            #expect(load.accuracy_of_answered ?? 0 > 0.85, "\(load)")
            let emulation = try #require(load.emulation, "answers of the NPU say that they are modeled")
            #expect(emulation.answers == ["npu-micro": load.answered])
            #expect(emulation.modeled_joules > 0)
            #expect(try await cluster.count("worker1", "rubato_worker_npu_energy_joules_total") > 0)
            _ = try await cluster.stop()
        }

        @Test("a device that crashes by its file costs no job silently, and the worker comes back")
        func crash() async throws {
            let path = try Self.file(replacing: "launch_us: 20", by: "launch_us: 20\nfaults: {crash_after_jobs: 60}")
            defer { try? FileManager.default.removeItem(atPath: path) }
            let cluster = try await TestCluster(["--workers", "npu:\(path)"])
            let load = try await LoadResult.run(cluster.url, ["--rate", "30", "--duration", "4", "--deadline", "1000"])
            #expect(load.isBalanced && load.lost == 0, "\(load)")
            #expect(load.answered >= 30, "\(load)")
            #expect(await cluster.log.contains("worker1 was ended by signal 9"))
            try await cluster.waitForReturn(of: "worker1", after: 0)
            _ = try await cluster.stop()
        }

        @Test(
            "a device that is mistyped is refused by worker and tool with key and reason",
            arguments: [
                ("launch_us: 20", "launch_us: 20\nfaults: {paint: 3}", "faults.paint"),
                ("arithmetic: fixed16", "arithmetic: f8", "arithmetic"),
                ("fraction_bits: 10", "fraction_bits: 17", "fraction_bits"), ("rows: 16", "rows: 0", "tile.rows"),
                ("word_bits: 16", "word_bits: 8", "arithmetic"), ("input_kib: 16", "input_kib: 0.1", "input_kib"),
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
