package import Domain
import Kernel
package import Telemetry
import WorkerPolicy

/// What is measured of stages as they are run; the same for worker and cloud tier.
package final class StageMeters: Sendable {
    private let batchSizes: MetricFamily<HistogramCell>
    private let durations: MetricFamily<HistogramCell>
    private let overruns: MetricFamily<CounterCell>
    private let exits: MetricFamily<CounterCell>
    private let broken: MetricFamily<CounterCell>
    private let stopped: MetricFamily<CounterCell>
    private let idle: CounterCell

    /// - Parameter prefix: Of the metrics' names: `rubato_worker` or `rubato_cloud`.
    package init(_ registry: MetricsRegistry, prefix: String) {
        let labels = ["model", "stage"]
        batchSizes = registry.histogram(
            "\(prefix)_stage_batch_size",
            "Jobs in one run of a stage.",
            bounds: HistogramBounds.batchSizes,
            labels: labels
        )
        durations = registry.histogram(
            "\(prefix)_stage_duration_seconds",
            "Time of one run of a stage.",
            bounds: HistogramBounds.stageSeconds,
            labels: labels
        )
        overruns = registry.counter("\(prefix)_bound_overruns_total", "Runs longer than their profile.", labels: labels)
        exits = registry.counter("\(prefix)_answers_total", "Jobs answered, by exit.", labels: ["model", "exit"])
        broken = registry.counter("\(prefix)_broken_runs_total", "Runs that the kernels failed.", labels: ["model"])
        stopped = registry.counter("\(prefix)_stopped_runs_total", "Runs stopped between layers.", labels: ["model"])
        idle = registry.counter("\(prefix)_idle_seconds_total", "Time without anything to compute.").with()
    }

    package func answered(_ model: ModelID, exit: Int) {
        exits.with(model.description, String(exit)).increment()
    }

    package func idled(_ duration: Duration) { idle.add(duration.seconds) }

    /// Takes note of a stage.
    ///
    /// - Returns: Whether it took longer than its bound.
    @discardableResult
    package func ran(_ outcome: StageOutcome, profile: ExecutionProfile?) -> Bool {
        let model = outcome.model.description
        if outcome.wasStopped { stopped.with(model).increment() }
        if !outcome.result.broken.isEmpty { broken.with(model).increment() }
        guard !outcome.steps.isEmpty else { return false }
        let stage = String(outcome.result.stage)
        batchSizes.with(model, stage).observe(outcome.steps.count)
        durations.with(model, stage).observe(outcome.result.duration)
        let bound = profile?.wcet(stage: outcome.result.stage, batchSize: outcome.steps.count) ?? outcome.result.duration
        guard outcome.result.duration > bound else { return false }
        overruns.with(model, stage).increment()
        return true
    }
}
