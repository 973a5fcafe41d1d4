import Synchronization

/// A number that only grows, safe from every thread; whole steps cost one atomic addition.
package final class CounterCell: MetricCell {
    package static let type = MetricType.counter

    private let whole = Atomic<Int>(0)
    private let fraction = AtomicSum()

    package init() {}

    package var value: Double { Double(whole.load(ordering: .relaxed)) + fraction.value }

    package func increment(by amount: Int = 1) {
        whole.wrappingAdd(amount, ordering: .relaxed)
    }

    /// Adds what is not whole, such as seconds or dollars; a negative amount is ignored.
    package func add(_ amount: Double) {
        if amount > 0 { fraction.add(amount) }
    }

    /// Adopts a sum that is kept elsewhere and read at each scrape.
    package func set(to total: Int) {
        whole.store(total, ordering: .relaxed)
    }

    package func write(_ name: String, labels: String, to text: inout String) {
        text.writeSample(name, labels, value)
    }
}
