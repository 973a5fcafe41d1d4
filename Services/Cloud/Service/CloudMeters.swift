import Kernel
import Telemetry

/// What the cloud tier counts beside its stages; what is emulated says so in its name.
struct CloudMeters: Sendable {
    let openJobs: GaugeCell
    let backlog: GaugeCell
    let cost: CounterCell
    let transferCost: CounterCell
    let receivedBytes: CounterCell
    let executors: GaugeCell
    let executorStarts: CounterCell
    let executorStops: CounterCell
    let refused: MetricFamily<CounterCell>
    let failed: MetricFamily<CounterCell>
    let canceled: CounterCell
    let lost: CounterCell
    let delay: CounterCell
    let lanesLost: CounterCell

    init(_ registry: MetricsRegistry, wan: WANEmulation) {
        openJobs = registry.gauge("rubato_cloud_open_jobs", "Jobs on their way in, waiting or running.").with()
        backlog = registry.gauge("rubato_cloud_backlog_seconds", "Bounded work that a newcomer waits for.").with()
        cost = registry.counter(
            "rubato_cloud_cost_usd_total",
            "Execution time and bytes at their prices, in US dollars."
        ).with()
        transferCost = registry.counter(
            "rubato_cloud_transfer_cost_usd_total",
            "The part of the cost that is for bytes, in US dollars."
        ).with()
        receivedBytes = registry.counter("rubato_cloud_received_bytes_total", "Tensors of jobs taken in.").with()
        executors = registry.gauge("rubato_cloud_executors", "Executors that are rented, or being started.").with()
        executorStarts = registry.counter(
            "rubato_cloud_executor_starts_total",
            "Executors rented beyond those that there are always."
        ).with()
        executorStops = registry.counter("rubato_cloud_executor_stops_total", "Executors given back.").with()
        refused = registry.counter("rubato_cloud_refused_total", "Requests not taken in.", labels: ["reason"])
        failed = registry.counter("rubato_cloud_failed_total", "Jobs without an answer.", labels: ["reason"])
        canceled = registry.counter("rubato_cloud_canceled_total", "Jobs that their caller gave up.").with()
        lost = registry.counter("rubato_cloud_emulated_wan_lost_total", "Requests lost on the emulated WAN.").with()
        delay = registry.counter(
            "rubato_cloud_emulated_wan_delay_seconds_total",
            "Time that answered jobs spent on the emulated WAN."
        ).with()
        lanesLost = registry.counter("rubato_cloud_lane_losses_total", "Calls to the scheduler lost.").with()
        let roundTrip = registry.gauge("rubato_cloud_emulated_wan_rtt_seconds", "Round trip of the emulated WAN.")
        roundTrip.with().set(wan.roundTrip.seconds)
    }
}
