import Domain
import Kernel
import Telemetry

/// How long work waits between the worker's threads and processes; what simulations take for the delays of a real cluster.
struct HandoverMeters: Sendable {
    private let echoes: HistogramCell
    private let orders: HistogramCell
    private let outcomes: HistogramCell

    init(_ registry: MetricsRegistry) {
        let bounds = HistogramBounds.handoverSeconds
        echoes = registry.histogram(
            "rubato_worker_lane_round_trip_seconds",
            "From a report to the scheduler until its echo.",
            bounds: bounds
        ).with()
        let handovers = registry.histogram(
            "rubato_worker_handover_seconds",
            "Between event loop and idle compute thread (way order), and back at the end of a segment (way outcome).",
            bounds: bounds,
            labels: ["way"]
        )
        orders = handovers.with("order")
        outcomes = handovers.with("outcome")
    }

    func echoed(after duration: Duration) { echoes.observe(duration) }

    func began(after duration: Duration) { orders.observe(duration) }

    func heard(after duration: Duration) { outcomes.observe(duration) }
}
