import Domain
import Telemetry

/// Counters under the names that dashboards for Triton read.
struct TritonMeters {
    private let success: MetricFamily<CounterCell>
    private let failure: MetricFamily<CounterCell>
    private let inferences: MetricFamily<CounterCell>
    private let executions: MetricFamily<CounterCell>
    private let requestMicroseconds: MetricFamily<CounterCell>
    private let queueMicroseconds: MetricFamily<CounterCell>

    init(_ registry: MetricsRegistry) {
        let labels = ["model", "version"]
        success = registry.counter("nv_inference_request_success", "Answered requests.", labels: labels)
        failure = registry.counter("nv_inference_request_failure", "Requests without an answer.", labels: labels)
        inferences = registry.counter("nv_inference_count", "Answered samples.", labels: labels)
        executions = registry.counter("nv_inference_exec_count", "Answered requests, each run once.", labels: labels)
        requestMicroseconds = registry.counter(
            "nv_inference_request_duration_us",
            "Time from requests to answers.",
            labels: labels
        )
        queueMicroseconds = registry.counter("nv_inference_queue_duration_us", "Time in queues.", labels: labels)
    }

    func cells(for model: ModelID) -> TritonCells {
        TritonCells(
            success: success.with(model.name, model.version),
            failure: failure.with(model.name, model.version),
            inferences: inferences.with(model.name, model.version),
            executions: executions.with(model.name, model.version),
            requestMicroseconds: requestMicroseconds.with(model.name, model.version),
            queueMicroseconds: queueMicroseconds.with(model.name, model.version)
        )
    }
}
