import Telemetry
import Testing

@Suite("The process's own figures")
struct ProcessMetricsTests {
    @Test(
        "are those of a process that is alive",
        arguments: [
            "process_resident_memory_bytes", "process_cpu_seconds_total", "process_open_fds", "process_max_fds",
            "process_start_time_seconds", "rubato_uptime_seconds",
        ]
    )
    func areThere(name: String) throws {
        let registry = MetricsRegistry()
        ProcessMetrics.install(in: registry)
        let line = try #require(registry.exposition().split(separator: "\n").first { $0.hasPrefix(name + " ") })
        let value = try #require(line.split(separator: " ").last.flatMap { Double($0) })
        #expect(value > 0)
    }

    @Test("count more than a megabyte of memory")
    func memory() {
        #expect(ProcessMetrics.residentBytes() > 1 << 20)
    }
}
