import Foundation
import Metrics
import Telemetry
import Testing

@Suite("Prometheus' own checker")
struct PromtoolTests {
    @Test("finds nothing to say of a page with every kind of metric")
    func pageIsClean() throws {
        let registry = MetricsRegistry()
        ProcessMetrics.install(in: registry)
        registry.counter("rubato_jobs_total", "Jobs.", labels: ["outcome"]).with("in \"time\"").increment()
        registry.histogram("rubato_wait_seconds", "Waits.", bounds: HistogramBounds.decisionSeconds).with()
            .observe(0.000_003)
        registry.gauge("rubato_open", "Open.").with().set(-2.5)
        let library = RegistryMetricsFactory(registry)
        library.makeCounter(label: "library.Things", dimensions: [("Kind", "a")]).increment(by: 3)
        library.makeTimer(label: "library.work", dimensions: []).recordNanoseconds(1_500_000)
        #expect(try check(registry.exposition()) == "")
    }

    @Test("does find fault with a bad page, so that its silence means something")
    func badPageIsNot() throws {
        let registry = MetricsRegistry()
        registry.counter("rubato_jobs", "Jobs.").with().increment()
        #expect(try check(registry.exposition()).contains("_total"))
    }

    /// What `promtool check metrics` prints.
    private func check(_ page: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["promtool", "check", "metrics"]
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        process.standardError = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(page.utf8))
        try input.fileHandleForWriting.close()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        try #require(process.terminationStatus != 127, "promtool is missing: install the package prometheus")
        return text
    }
}
