import Telemetry
import WorkerPolicy

/// What a worker counts of its memory.
struct PageMeters: Sendable {
    let refused: MetricFamily<CounterCell>
    let loadSeconds: CounterCell
    private let bytes: GaugeCell
    private let limit: GaugeCell
    private let loads: CounterCell
    private let evictions: CounterCell
    private let failures: CounterCell

    init(_ registry: MetricsRegistry) {
        func counter(_ name: String, _ help: String) -> CounterCell {
            registry.counter("rubato_worker_\(name)_total", help).with()
        }
        bytes = registry.gauge("rubato_worker_model_bytes", "Memory of models that are, or may be, loaded.").with()
        limit = registry.gauge("rubato_worker_model_bytes_limit", "What they may have; 0: all are loaded.").with()
        loads = counter("model_loads", "Models loaded since the start.")
        evictions = counter("model_evictions", "Models let go to make room.")
        failures = counter("model_load_failures", "Loads that ended without a model.")
        loadSeconds = counter("model_load_seconds", "Time of the compute thread in pieces of loads.")
        refused = registry.counter(
            "rubato_worker_page_refusals_total",
            "Orders to load that were not followed.",
            labels: ["reason"]
        )
    }

    func set(_ pages: PageLedger) {
        bytes.set(pages.byteCount)
        limit.set(pages.byteLimit)
        loads.set(to: pages.loads)
        evictions.set(to: pages.evictions)
        failures.set(to: pages.failures)
    }
}
