/// One time series: a metric with one set of label values.
///
/// Whoever counts often keeps the cell and so pays for the look-up once.
package protocol MetricCell: AnyObject, Sendable {
    static var type: MetricType { get }

    /// Appends the samples in Prometheus' text format.
    ///
    /// - Parameters:
    ///   - name: Of the metric.
    ///   - labels: Written out, without braces; empty if there are none.
    ///   - text: What they are appended to.
    func write(_ name: String, labels: String, to text: inout String)
}
