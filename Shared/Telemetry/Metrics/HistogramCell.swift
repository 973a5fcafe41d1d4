import Kernel
import Synchronization

/// Counts observations by ranges, safe from every thread; an observation takes one uncontended lock.
package final class HistogramCell: MetricCell {
    package static let type = MetricType.histogram

    private struct State {
        /// One more than there are bounds: the last counts what is above all of them.
        var counts: [Int]
        var sum = 0.0
    }

    private let bounds: [Double]
    private let state: Mutex<State>

    /// Takes the upper bounds of the ranges, in ascending order and in the metric's unit.
    package init(bounds: [Double]) {
        precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "bounds of a histogram ascend")
        self.bounds = bounds
        state = Mutex(State(counts: Array(repeating: 0, count: bounds.count + 1)))
    }

    package var count: Int { state.withLock { $0.counts.reduce(0, +) } }

    package func observe(_ value: Double) {
        guard !value.isNaN else { return }
        let index = bounds.firstIndex { value <= $0 } ?? bounds.count
        state.withLock {
            $0.counts[index] += 1
            $0.sum += value
        }
    }

    package func observe(_ value: Int) { observe(Double(value)) }

    /// Observes a length of time in seconds, the unit of every histogram of times.
    package func observe(_ value: Duration) { observe(value.seconds) }

    package func write(_ name: String, labels: String, to text: inout String) {
        let (counts, sum) = state.withLock { ($0.counts, $0.sum) }
        let prefix = labels.isEmpty ? "" : labels + ","
        var total = 0
        for (index, count) in counts.enumerated() {
            total += count
            let bound = index < bounds.count ? String.metricValue(bounds[index]) : "+Inf"
            text.writeSample(name + "_bucket", prefix + "le=\"\(bound)\"", Double(total))
        }
        text.writeSample(name + "_sum", labels, sum)
        text.writeSample(name + "_count", labels, Double(total))
    }
}
