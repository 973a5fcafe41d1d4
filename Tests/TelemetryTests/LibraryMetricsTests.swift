import Metrics
import Telemetry
import Testing

@Suite("Metrics of libraries")
struct LibraryMetricsTests {
    private let registry = MetricsRegistry()
    private var factory: RegistryMetricsFactory { RegistryMetricsFactory(registry) }

    @Test("get names that Prometheus accepts")
    func names() {
        factory.makeCounter(label: "Pool.connections-opened", dimensions: [("Host", "x")]).increment(by: 2)
        #expect(registry.exposition().contains("pool_connections_opened_total{host=\"x\"} 2"))
    }

    @Test("show the last value of a gauge and the spread of a timer")
    func kinds() {
        let gauge = factory.makeRecorder(label: "depth", dimensions: [], aggregate: false)
        gauge.record(Int64(7))
        gauge.record(3.5)
        factory.makeTimer(label: "work", dimensions: []).recordNanoseconds(2_000_000)
        let text = registry.exposition()
        #expect(text.contains("depth 3.5\n"))
        #expect(text.contains("work_seconds_bucket{le=\"0.002\"} 1\n"))
        #expect(text.contains("work_seconds_sum 0.002\n"))
    }

    @Test("with other labels than the first report of the metric keep to those of the first")
    func labels() {
        factory.makeCounter(label: "c", dimensions: [("a", "1")]).increment(by: 1)
        factory.makeCounter(label: "c", dimensions: [("b", "2"), ("a", "3")]).increment(by: 1)
        #expect(registry.exposition().contains("c_total{a=\"3\"} 1"))
    }
}
