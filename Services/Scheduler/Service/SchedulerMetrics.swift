import Domain
import Kernel
import Messages
import SchedulerPolicy
import Telemetry

/// The metrics of the scheduler beside those of single lanes.
struct SchedulerMetrics: Sendable {
    private let registry: MetricsRegistry
    let lanes: GaugeCell
    let watchers: GaugeCell
    let views: CounterCell
    let reportTime: HistogramCell
    private let malformed: MetricFamily<CounterCell>
    private let turnedAway: MetricFamily<CounterCell>
    private let arrivals: CounterCell
    private let stages: CounterCell
    private let withdrawals: CounterCell
    private let releases: CounterCell
    private let batchSizes: HistogramCell
    private let slack: HistogramCell

    init(_ registry: MetricsRegistry) {
        self.registry = registry
        lanes = registry.gauge("rubato_scheduler_lanes", "Workers connected.").with()
        watchers = registry.gauge("rubato_scheduler_watchers", "Services that watch the cluster.").with()
        views = registry.counter("rubato_scheduler_views_total", "Cluster views published.").with()
        reportTime = registry.histogram(
            "rubato_scheduler_report_seconds",
            "Time to take a worker's report, decide and command.",
            bounds: HistogramBounds.decisionSeconds
        ).with()
        malformed = registry.counter(
            "rubato_scheduler_malformed_total",
            "Calls ended because a message made no sense.",
            labels: ["call"]
        )
        turnedAway = registry.counter(
            "rubato_scheduler_turned_away_total",
            "Calls not taken because a bound was reached.",
            labels: ["call"]
        )
        let events = registry.counter("rubato_scheduler_events_total", "Events given to policies.", labels: ["event"])
        arrivals = events.with("arrived")
        stages = events.with("stage_done")
        withdrawals = events.with("withdrawn")
        releases = registry.counter(
            "rubato_scheduler_releases_total",
            "Jobs told to answer with what they have."
        ).with()
        batchSizes = registry.histogram(
            "rubato_scheduler_batch_size",
            "Jobs in a granted segment.",
            bounds: HistogramBounds.batchSizes
        ).with()
        slack = registry.histogram(
            "rubato_scheduler_slack_seconds",
            "Budget less the bound of the mandatory part, of promised jobs at their arrival.",
            bounds: [-0.1, -0.01, 0] + HistogramBounds.stageSeconds
        ).with()
    }

    func lane(of worker: WorkerID) -> LaneMetrics { LaneMetrics(registry: registry, worker: worker) }

    func countMalformed(_ call: String) { malformed.with(call).increment() }

    func countTurnedAway(_ call: String) { turnedAway.with(call).increment() }

    func count(_ event: LaneEvent, of member: Member, at now: Instant) {
        switch event {
        case .arrived(let jobs):
            arrivals.increment()
            for staged in jobs where staged.job.jobClass == .promised {
                observeSlack(of: staged.job, of: member, at: now)
            }
        case .stageDone: stages.increment()
        case .withdrawn: withdrawals.increment()
        case .opened, .changed, .promised, .alarmFired: break
        }
    }

    func count(_ command: Rubato_V1_LaneCommand) {
        if !command.release.isEmpty { releases.increment(by: command.release.count) }
        for segment in command.run { batchSizes.observe(segment.jobs.count) }
    }

    private func observeSlack(of job: LaneJob, of member: Member, at now: Instant) {
        guard let model = member.models.first(where: { $0.id == job.model }) else { return }
        let exit = min(job.rule.mandatoryExit, model.profile.stageCount - 1)
        slack.observe(job.deadline - now - model.profile.wcet(stages: 0...exit, batchSize: 1))
    }
}
