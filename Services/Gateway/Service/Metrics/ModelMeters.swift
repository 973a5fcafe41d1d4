import Kernel
import Telemetry

/// The metrics of one model, looked up once, and what `stats` shows of it.
final class ModelMeters {
    let triton: TritonCells
    private(set) var statistics = ModelStatistics()
    private let inDeadline: CounterCell
    private let late: CounterCell
    private let duration: HistogramCell
    private let slack: HistogramCell
    private let exits: [CounterCell]

    init(
        inDeadline: CounterCell,
        late: CounterCell,
        duration: HistogramCell,
        slack: HistogramCell,
        exits: [CounterCell],
        triton: TritonCells
    ) {
        self.inDeadline = inDeadline
        self.late = late
        self.duration = duration
        self.slack = slack
        self.exits = exits
        self.triton = triton
    }

    /// Counts a request that has been answered, with the exits of its samples.
    func countAnswer(_ report: AnswerReport, exits taken: [Int]) {
        (report.isInTime ? inDeadline : late).increment()
        duration.observe(report.total)
        slack.observe(report.budget - report.total)
        for exit in taken { exits[exit].increment() }
        triton.success.increment()
        triton.inferences.increment(by: taken.count)
        triton.executions.increment()
        triton.requestMicroseconds.increment(by: Int(report.total.microseconds))
        triton.queueMicroseconds.increment(by: Int(report.queue.microseconds))
        statistics.countAnswer(report, samples: taken.count)
    }

    func countFailure(after total: Duration) {
        statistics.failures.add(total)
    }
}
