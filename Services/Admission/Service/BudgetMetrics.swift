import BudgetStore
import Telemetry

/// The metrics of accounts, in joules, dollars and bytes.
struct BudgetMetrics: Sendable {
    private let limit: MetricFamily<GaugeCell>
    private let spent: MetricFamily<GaugeCell>
    private let held: MetricFamily<GaugeCell>
    private let left: MetricFamily<GaugeCell>
    private let refusals: MetricFamily<GaugeCell>

    var gauges: [MetricFamily<GaugeCell>] { [limit, spent, held, left, refusals] }

    init(_ registry: MetricsRegistry) {
        func gauge(_ name: String, _ help: String) -> MetricFamily<GaugeCell> {
            registry.gauge(
                "rubato_admission_budget_\(name)",
                help + ", by owner and resource; joules, dollars.",
                labels: ["owner", "tenant", "resource"]
            )
        }
        limit = gauge("limit", "What may be used in a horizon")
        spent = gauge("spent", "What was used in the present horizon")
        held = gauge("held", "What is debited and not settled")
        left = gauge("left", "What is neither used nor held")
        refusals = registry.gauge(
            "rubato_admission_budget_refusals",
            "Jobs that an account did not pay, since it was opened.",
            labels: ["owner", "tenant", "resource"]
        )
    }

    func set(_ record: BudgetRecord) {
        let labels = [record.owner, record.tenant ?? "", record.resource]
        let cells = [(limit, record.limit), (spent, record.spent), (held, record.held), (left, record.left)]
        for (family, amount) in cells { family.with(labels[0], labels[1], labels[2]).set(amount) }
        refusals.with(labels[0], labels[1], labels[2]).set(Double(record.refusals))
    }
}
