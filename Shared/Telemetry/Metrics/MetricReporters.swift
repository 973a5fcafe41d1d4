import Kernel
import Metrics

/// Hands what a library counts to a cell.
final class CounterReporter: CounterHandler {
    private let cell: CounterCell

    init(cell: CounterCell) { self.cell = cell }

    func increment(by amount: Int64) { cell.increment(by: Int(amount)) }

    /// Counters in Prometheus do not go back; a restart of the process is their only reset.
    func reset() {}
}

/// Hands the last value that a library records to a cell.
final class GaugeReporter: RecorderHandler {
    private let cell: GaugeCell

    init(cell: GaugeCell) { self.cell = cell }

    func record(_ value: Int64) { cell.set(Double(value)) }

    func record(_ value: Double) { cell.set(value) }
}

/// Hands the values that a library records to a cell.
final class HistogramReporter: RecorderHandler {
    private let cell: HistogramCell

    init(cell: HistogramCell) { self.cell = cell }

    func record(_ value: Int64) { cell.observe(Double(value)) }

    func record(_ value: Double) { cell.observe(value) }
}

/// Hands the lengths of time that a library records to a cell.
final class TimerReporter: TimerHandler {
    private let cell: HistogramCell

    init(cell: HistogramCell) { self.cell = cell }

    func recordNanoseconds(_ duration: Int64) { cell.observe(Duration.nanoseconds(duration)) }
}
