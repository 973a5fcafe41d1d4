import Simulation
import Testing

@testable import Tool

@Suite("Figures of studies")
struct MetricTests {
    @Test("who answers nobody is not the fastest", arguments: [Metric.mean, .p99])
    func silence(metric: Metric) {
        var summary = SimulationSummary()
        summary.seconds = 4
        summary.offered = 10
        #expect(metric.value(summary, nil) == 4_000)
        summary.answered = 1
        #expect(metric.value(summary, nil) == 0)
    }
}
