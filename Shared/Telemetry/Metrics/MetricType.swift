/// The kinds of metric that Prometheus tells apart, as it spells them.
package enum MetricType: String, Sendable {
    case counter, gauge, histogram
}
