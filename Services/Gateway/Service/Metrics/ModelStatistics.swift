import Kernel

/// What the statistics extension of the protocol tells of a model.
struct ModelStatistics {
    /// A number of events and the time they took together.
    struct Sum: Hashable {
        private(set) var count = 0
        private(set) var nanoseconds: Int64 = 0

        mutating func add(_ duration: Duration) {
            count += 1
            nanoseconds += max(0, duration.nanoseconds)
        }
    }

    private(set) var inferences = 0
    private(set) var executions = 0
    private(set) var successes = Sum()
    var failures = Sum()
    private(set) var queue = Sum()
    private(set) var input = Sum()
    private(set) var compute = Sum()
    private(set) var output = Sum()

    mutating func countAnswer(_ report: AnswerReport, samples: Int) {
        inferences += samples
        executions += 1
        successes.add(report.total)
        queue.add(report.admission + report.queue)
        input.add(.zero)
        compute.add(report.execution)
        output.add(max(.zero, report.network))
    }
}
