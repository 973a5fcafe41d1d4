package import Domain
import Kernel
import Synchronization
package import Telemetry
import WorkerPolicy

/// What is measured of stages as they are run; the same for worker and cloud tier.
package final class StageMeters: Sendable {
    private struct Cells: Sendable {
        let batchSize: HistogramCell
        let duration: HistogramCell
        let overruns: CounterCell
        let answers: CounterCell
    }

    private let shares: HistogramCell
    private let batchSizes: MetricFamily<HistogramCell>
    private let durations: MetricFamily<HistogramCell>
    private let overruns: MetricFamily<CounterCell>
    private let exits: MetricFamily<CounterCell>
    private let broken: MetricFamily<CounterCell>
    private let stopped: MetricFamily<CounterCell>
    private let idle: CounterCell
    private let known = Mutex<[ModelID: [Cells]]>([:])

    /// The prefix is that of the metrics' names: `rubato_worker` or `rubato_cloud`.
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
        shares = registry.histogram(
            "\(prefix)_stage_bound_share",
            "Time of one run of a stage as a share of its bound.",
            bounds: HistogramBounds.boundShares
        ).with()
        overruns = registry.counter("\(prefix)_bound_overruns_total", "Runs longer than their profile.", labels: labels)
        exits = registry.counter("\(prefix)_answers_total", "Jobs answered, by exit.", labels: ["model", "exit"])
        broken = registry.counter("\(prefix)_broken_runs_total", "Runs that the kernels failed.", labels: ["model"])
        stopped = registry.counter("\(prefix)_stopped_runs_total", "Runs stopped between layers.", labels: ["model"])
        idle = registry.counter("\(prefix)_idle_seconds_total", "Time without anything to compute.").with()
    }

    package func answered(_ model: ModelID, exit: Int) {
        cells(model, exit).answers.increment()
    }

    package func idled(_ duration: Duration) { idle.add(duration.seconds) }

    /// Takes note of a stage.
    ///
    /// - Returns: Whether it took longer than its bound.
    @discardableResult
    package func ran(_ outcome: StageOutcome, profile: ExecutionProfile?) -> Bool {
        if outcome.wasStopped { stopped.with(outcome.model.description).increment() }
        if !outcome.result.broken.isEmpty { broken.with(outcome.model.description).increment() }
        guard !outcome.steps.isEmpty else { return false }
        let (stage, duration) = (outcome.result.stage, outcome.result.duration)
        let cells = cells(outcome.model, stage)
        cells.batchSize.observe(outcome.steps.count)
        cells.duration.observe(duration)
        guard let profile else { return false }
        let bound = profile.wcet(stage: stage, batchSize: outcome.steps.count)
        shares.observe(duration.seconds / max(1e-9, bound.seconds))
        guard duration > bound else { return false }
        cells.overruns.increment()
        return true
    }

    /// The series of one stage, looked up by name only once.
    private func cells(_ model: ModelID, _ stage: Int) -> Cells {
        known.withLock { known in
            if let row = known[model], stage < row.count { return row[stage] }
            let row = (0...stage).map { makeCells(model.description, String($0)) }
            known[model] = row
            return row[stage]
        }
    }

    private func makeCells(_ model: String, _ stage: String) -> Cells {
        Cells(
            batchSize: batchSizes.with(model, stage),
            duration: durations.with(model, stage),
            overruns: overruns.with(model, stage),
            answers: exits.with(model, stage)
        )
    }
}
