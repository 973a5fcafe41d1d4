import Foundation

/// Runs the benchmarks named as arguments, or all of them.
@main
enum Benchmarks {
    private static let all: [(name: String, run: @Sendable () async throws -> Void)] = [
        ("policy", { try runPolicyBenchmark() }),
        ("simulator", { runSimulatorBenchmark() }),
        ("inference", { try runInferenceBenchmark() }),
        ("heads", { try runHeadsBenchmark() }),
        ("npu", { try runNPUBenchmark() }),
        ("emulation", { try runEmulationBenchmark() }),
        ("http2", { try await runHTTP2Benchmark() }),
    ]

    static func main() async throws {
        let names = CommandLine.arguments.dropFirst()
        if let unknown = names.first(where: { name in !all.contains { $0.name == name } }) {
            print("no benchmark '\(unknown)'; there are: \(all.map(\.name).joined(separator: ", "))")
            exit(64)
        }
        for benchmark in all where names.isEmpty || names.contains(benchmark.name) {
            print("\n## \(benchmark.name) on \(Machine.description)")
            try await benchmark.run()
        }
    }
}
