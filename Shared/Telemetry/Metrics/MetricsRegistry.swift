import Synchronization

/// All metrics of one process, and their text for Prometheus.
///
/// Asking for a metric again gives the same one. Names follow Prometheus: `rubato_` first, base units (`_seconds`,
/// `_bytes`), `_total` on counters.
package final class MetricsRegistry: Sendable {
    private struct State {
        var families: [String: any AnyMetricFamily] = [:]
        var hooks: [@Sendable () -> Void] = []
    }

    /// Series per metric, unless one is asked for with another bound.
    package static let defaultBound = 128

    private let state = Mutex(State())

    package init() {}

    package func counter(
        _ name: String,
        _ help: String,
        labels: [String] = [],
        bound: Int = MetricsRegistry.defaultBound
    ) -> MetricFamily<CounterCell> {
        family(name, help, labels, bound) { CounterCell() }
    }

    package func gauge(
        _ name: String,
        _ help: String,
        labels: [String] = [],
        bound: Int = MetricsRegistry.defaultBound
    ) -> MetricFamily<GaugeCell> {
        family(name, help, labels, bound) { GaugeCell() }
    }

    package func histogram(
        _ name: String,
        _ help: String,
        bounds: [Double],
        labels: [String] = [],
        bound: Int = MetricsRegistry.defaultBound
    ) -> MetricFamily<HistogramCell> {
        family(name, help, labels, bound) { HistogramCell(bounds: bounds) }
    }

    /// Runs before every scrape, on the thread that scrapes: the place to set what would be wasteful to keep up to date.
    package func beforeScrape(_ hook: @escaping @Sendable () -> Void) {
        state.withLock { $0.hooks.append(hook) }
    }

    /// Everything, sorted by name, in Prometheus' text format 0.0.4.
    package func exposition() -> String {
        let hooks = state.withLock { $0.hooks }
        for hook in hooks { hook() }
        let families = state.withLock { $0.families.values.sorted { $0.name < $1.name } }
        var text = ""
        for family in families { family.write(to: &text) }
        return text
    }

    private func family<Cell: MetricCell>(
        _ name: String,
        _ help: String,
        _ labels: [String],
        _ bound: Int,
        make: @escaping @Sendable () -> Cell
    ) -> MetricFamily<Cell> {
        let overflow = name == Self.overflowName ? nil : overflowFamily
        let family = state.withLock { state in
            if let known = state.families[name] { return known }
            let added = MetricFamily(
                name: name,
                help: help,
                labelNames: labels,
                bound: bound,
                overflowed: { overflow?.with(name).increment() },
                make: make
            )
            state.families[name] = added
            return added
        }
        guard let typed = family as? MetricFamily<Cell> else {
            preconditionFailure("the metric \(name) has one type")
        }
        return typed
    }

    private static let overflowName = "rubato_metric_label_overflow_total"

    private var overflowFamily: MetricFamily<CounterCell> {
        counter(Self.overflowName, "Look-ups of a metric beyond the bound of its series.", labels: ["metric"])
    }
}
