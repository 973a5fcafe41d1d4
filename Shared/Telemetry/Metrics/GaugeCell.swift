/// A number that goes up and down, safe from every thread.
package final class GaugeCell: MetricCell {
    package static let type = MetricType.gauge

    private let sum = AtomicSum()

    package init() {}

    package var value: Double { sum.value }

    package func set(_ value: Double) { sum.set(value) }

    package func set(_ value: Int) { sum.set(Double(value)) }

    /// Adds a difference of either sign.
    package func add(_ amount: Double) { sum.add(amount) }

    package func write(_ name: String, labels: String, to text: inout String) {
        text.writeSample(name, labels, value)
    }
}
