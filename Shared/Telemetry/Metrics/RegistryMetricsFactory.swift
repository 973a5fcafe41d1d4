package import Metrics

/// Lets libraries that report to swift-metrics appear in the registry.
///
/// Their labels become names that Prometheus accepts; a timer becomes a histogram in seconds.
package struct RegistryMetricsFactory: MetricsFactory {
    private let registry: MetricsRegistry

    package init(_ registry: MetricsRegistry) {
        self.registry = registry
    }

    package func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
        let (names, values) = labels(dimensions)
        let name = metricName(label, suffix: "_total")
        return CounterReporter(cell: cell(of: registry.counter(name, Self.help, labels: names), names, values))
    }

    package func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
        let (names, values) = labels(dimensions)
        let name = metricName(label, suffix: "")
        guard aggregate else {
            return GaugeReporter(cell: cell(of: registry.gauge(name, Self.help, labels: names), names, values))
        }
        let bounds = HistogramBounds.requestSeconds
        let family = registry.histogram(name, Self.help, bounds: bounds, labels: names)
        return HistogramReporter(cell: cell(of: family, names, values))
    }

    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        let (names, values) = labels(dimensions)
        let bounds = HistogramBounds.requestSeconds
        let name = metricName(label, suffix: "_seconds")
        let family = registry.histogram(name, Self.help, bounds: bounds, labels: names)
        return TimerReporter(cell: cell(of: family, names, values))
    }

    package func destroyCounter(_ handler: any CounterHandler) {}
    package func destroyRecorder(_ handler: any RecorderHandler) {}
    package func destroyTimer(_ handler: any TimerHandler) {}

    private static let help = "Reported by a library."

    /// The series for these dimensions; one that the first report of the metric did not have is left out.
    private func cell<Cell: MetricCell>(of family: MetricFamily<Cell>, _ names: [String], _ values: [String]) -> Cell {
        let known = Dictionary(zip(names, values)) { first, _ in first }
        return family.with(family.labelNames.map { known[$0] ?? "" })
    }

    private func labels(_ dimensions: [(String, String)]) -> (names: [String], values: [String]) {
        (dimensions.map { Self.plain($0.0) }, dimensions.map(\.1))
    }

    private func metricName(_ label: String, suffix: String) -> String {
        let name = Self.plain(label)
        return name.hasSuffix(suffix) ? name : name + suffix
    }

    private static func plain(_ text: String) -> String {
        let name = String(text.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" }).lowercased()
        return name.first?.isNumber == true ? "_" + name : name
    }
}
