package import Telemetry

/// What is counted of an emulated device; energies and times are those of the model, except for the lag.
package struct EmulationMeters: Sendable {
    let runs: MetricFamily<CounterCell>
    let lag: MetricFamily<HistogramCell>
    let energy: MetricFamily<CounterCell>
    let work: MetricFamily<CounterCell>
    let faults: MetricFamily<CounterCell>
    let preemptions: MetricFamily<CounterCell>

    package init(_ registry: MetricsRegistry, device: String, arithmetic: String) {
        registry.gauge(
            "rubato_worker_npu_info",
            "The emulated NPU that this worker stands for.",
            labels: ["device", "arithmetic"]
        )
        .with(device, arithmetic).set(1)
        runs = registry.counter(
            "rubato_worker_npu_runs_total",
            "Runs of stages on the emulated NPU.",
            labels: ["model"]
        )
        lag = registry.histogram(
            "rubato_worker_npu_emulation_lag_seconds",
            "How much later than modeled a run ended, of runs that were late: values came late, or the wait was over late.",
            bounds: HistogramBounds.stageSeconds,
            labels: ["model", "cause"]
        )
        energy = registry.counter("rubato_worker_npu_energy_joules_total", "Energy as modeled.", labels: ["model"])
        work = registry.counter(
            "rubato_worker_npu_modeled_seconds_total",
            "Time of runs as modeled.",
            labels: ["model"]
        )
        faults = registry.counter(
            "rubato_worker_npu_faults_total",
            "Faults that the device's file asks for, by what happened.",
            labels: ["kind"]
        )
        preemptions = registry.counter(
            "rubato_worker_npu_preemptions_total",
            "Runs stopped between layers, by what became of the work: saved, or lost.",
            labels: ["model", "work"]
        )
    }
}
