import Domain
import Telemetry

/// What a worker counts beside its stages.
struct WorkerMeters: Sendable {
    let stagedJobs: GaugeCell
    let stagedBytes: GaugeCell
    let refused: MetricFamily<CounterCell>
    let failed: MetricFamily<CounterCell>
    let canceled: MetricFamily<CounterCell>
    let discarded: CounterCell
    let refusedSegments: MetricFamily<CounterCell>
    let lanesOpened: CounterCell
    let lanesLost: CounterCell
    let jobEnergy: MetricFamily<HistogramCell>
    let heads: GaugeCell
    let headsRefused: MetricFamily<CounterCell>
    let headsDropped: CounterCell
    let headFrames: MetricFamily<CounterCell>
    let pages: PageMeters

    init(_ registry: MetricsRegistry) {
        pages = PageMeters(registry)
        stagedJobs = registry.gauge("rubato_worker_staged_jobs", "Tensors staged or on their way in.").with()
        stagedBytes = registry.gauge("rubato_worker_staged_bytes", "Bytes reserved for them.").with()
        refused = registry.counter("rubato_worker_refused_total", "Requests not taken in.", labels: ["reason"])
        failed = registry.counter("rubato_worker_failed_total", "Staged jobs without an answer.", labels: ["reason"])
        canceled = registry.counter("rubato_worker_canceled_total", "Jobs that their caller gave up.", labels: ["when"])
        discarded = registry.counter("rubato_worker_discarded_results_total", "Results nobody waited for.").with()
        refusedSegments = registry.counter(
            "rubato_worker_refused_segments_total",
            "Segments that the scheduler must not have granted.",
            labels: ["reason"]
        )
        jobEnergy = registry.histogram(
            "rubato_worker_npu_job_energy_joules",
            "Energy of an answered job as modeled, on an emulated NPU.",
            bounds: HistogramBounds.jobJoules,
            labels: ["model"]
        )
        heads = registry.gauge("rubato_worker_heads", "Specialized heads that are here for streams.").with()
        headsRefused = registry.counter(
            "rubato_worker_heads_refused_total",
            "Specialized heads that were not taken.",
            labels: ["reason"]
        )
        headsDropped = registry.counter(
            "rubato_worker_heads_dropped_total",
            "Specialized heads that went with their model out of memory."
        ).with()
        headFrames = registry.counter(
            "rubato_worker_head_frames_total",
            "Answered frames that could leave by specialized heads, by what gave the answer.",
            labels: ["by"]
        )
        lanesOpened = registry.counter("rubato_worker_lane_connects_total", "Calls to the scheduler opened.").with()
        lanesLost = registry.counter("rubato_worker_lane_losses_total", "Calls to the scheduler lost.").with()
    }
}
