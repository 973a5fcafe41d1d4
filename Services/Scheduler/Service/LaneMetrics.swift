import Domain
import Kernel
import SchedulerPolicy
import Telemetry

/// The metrics of one worker's lane; its policy counts, and this is brought up to date at every scrape.
struct LaneMetrics {
    private static let counters: [(name: String, help: String, value: @Sendable (LaneCounters) -> Int)] = [
        ("rubato_scheduler_segments_total", "Segments granted.", { $0.segments }),
        ("rubato_scheduler_stages_total", "Stages that workers have run.", { $0.stages }),
        (
            "rubato_scheduler_stage_jobs_total", "Jobs that were in these stages, each counted per stage.",
            { $0.stageJobs }
        ),
        ("rubato_scheduler_merged_total", "Jobs that joined a batch of others at a later stage.", { $0.merged }),
        ("rubato_scheduler_stops_total", "Segments stopped between two layers.", { $0.stops }),
        ("rubato_scheduler_overruns_total", "Stages that took longer than their bound.", { $0.overruns }),
        (
            "rubato_scheduler_stray_reports_total", "Reports on segments that the lane does not know.",
            { $0.strayReports }
        ),
    ]

    private static let jobEvents: [(label: String, value: @Sendable (LaneCounters) -> Int)] = [
        ("arrived", { $0.arrived }), ("answered", { $0.answered }), ("shed", { $0.shed }), ("dropped", { $0.dropped }),
        ("displaced", { $0.displaced }), ("withdrawn", { $0.withdrawn }), ("unknown_model", { $0.unknownModel }),
    ]

    private let registry: MetricsRegistry
    private let worker: String
    private var last = LaneCounters()
    private let backlog: MetricFamily<GaugeCell>
    private let pending: MetricFamily<GaugeCell>

    init(registry: MetricsRegistry, worker: WorkerID) {
        self.registry = registry
        self.worker = worker.rawValue
        backlog = registry.gauge(
            "rubato_scheduler_backlog_seconds",
            "Bounded work that waits or runs.",
            labels: ["worker"]
        )
        pending = registry.gauge("rubato_scheduler_pending_jobs", "Jobs on the lane.", labels: ["worker"])
    }

    mutating func update(_ counters: LaneCounters, backlog: Duration, pending: Int) {
        add(counters)
        self.backlog.with(worker).set(backlog.seconds)
        self.pending.with(worker).set(pending)
    }

    /// Adds what came after the last scrape; the worker has no backlog any more.
    mutating func close(_ counters: LaneCounters) {
        add(counters)
        backlog.remove(worker)
        pending.remove(worker)
    }

    private mutating func add(_ counters: LaneCounters) {
        for (name, help, value) in Self.counters {
            registry.counter(name, help, labels: ["worker"]).with(worker).increment(by: value(counters) - value(last))
        }
        let jobs = registry.counter(
            "rubato_scheduler_jobs_total",
            "What has become of jobs on the lanes.",
            labels: ["worker", "event"],
            bound: 1_024
        )
        for (label, value) in Self.jobEvents {
            jobs.with(worker, label).increment(by: value(counters) - value(last))
        }
        last = counters
    }
}
