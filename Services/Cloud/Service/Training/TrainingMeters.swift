import Telemetry

/// What the cloud tier counts of the heads that it trains.
struct TrainingMeters: Sendable {
    let waiting: GaugeCell
    let trainings: MetricFamily<CounterCell>
    let seconds: CounterCell
    let cost: CounterCell

    init(_ registry: MetricsRegistry) {
        waiting = registry.gauge("rubato_cloud_trainings_waiting", "Orders of heads that wait for their turn.").with()
        trainings = registry.counter(
            "rubato_cloud_trainings_total",
            "Orders of specialized heads, by what became of them.",
            labels: ["outcome"]
        )
        seconds = registry.counter("rubato_cloud_training_seconds_total", "Time spent on training heads.").with()
        cost = registry.counter(
            "rubato_cloud_training_cost_usd_total",
            "That time at the price of execution, in US dollars."
        ).with()
    }
}
