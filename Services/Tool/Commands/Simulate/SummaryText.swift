import Foundation
import Simulation
import ToolPolicy

/// The figures of one run for a terminal.
enum SummaryText {
    static func text(_ summary: SimulationSummary, _ bound: StudyBound?, _ scenario: Scenario, seconds: Double)
        -> String
    {
        var table = TextTable(header: ["", "", ""], alignments: [.left, .right, .left])
        func row(_ name: String, _ value: String, _ remark: String = "") { table.append([name, value, remark]) }
        row("offered", "\(summary.offered)", String(format: "%.1f/s", Double(summary.offered) / summary.seconds))
        row("answered in deadline", "\(summary.inDeadline)", percent(summary.goodput))
        row("late", "\(summary.late)")
        row("refused", "\(summary.refused)", percent(summary.refusedShare))
        row("dropped", "\(summary.dropped)")
        row("lost", "\(summary.lost)")
        row("accuracy of offered", percent(summary.accuracyOfOffered))
        row("accuracy of answered", percent(summary.accuracyOfAnswered))
        row("value of offered", percent(summary.valueOfOffered), "mean confidence, 0 without an answer in time")
        if let bound {
            row("clairvoyant value", percent(bound.value), "no schedule of these arrivals has more")
            row("share of it", percent(bound.value > 0 ? summary.valueOfOffered / bound.value : 1))
            row("unhurried value", percent(bound.service), "if every job ran to its rule's end")
            if let accuracy = bound.accuracy {
                row("all-knowing accuracy", percent(accuracy), "for who knows which answers are right")
            }
        }
        row(
            "promised, missed",
            "\(summary.promised)",
            "\(summary.promisedMisses) (\(percent(summary.promisedMissRate)))"
        )
        row("mandatory misses", "\(summary.mandatoryMisses)", "\(percent(summary.missRate)) of what was taken")
        row("answer after, mean", ms(summary.latency.mean))
        row("p50", ms(summary.latency.p50))
        row("p90", ms(summary.latency.p90))
        row("p99", ms(summary.latency.p99))
        row("p99.9", ms(summary.latency.p999))
        row("exits", summary.exits.map(String.init).joined(separator: " "))
        row("utilization", percent(summary.utilization), "\(scenario.workers.count) workers")
        row("mean batch", String(format: "%.2f", summary.meanBatch))
        if summary.streamsAsked > 0 {
            row("streams admitted", "\(summary.streamsAsked - summary.streamsRefused)", "of \(summary.streamsAsked)")
        }
        if summary.cloudDollars > 0 { row("cloud", String(format: "$%.6f", summary.cloudDollars)) }
        if let microseconds = summary.schedulerMicrosecondsPerEvent {
            row("policy per event", String(format: "%.2f µs", microseconds), "\(summary.laneEvents) events")
        }
        let rate = Double(summary.events) / max(1e-9, seconds) / 1e6
        let heading =
            "\(scenario.name): policy \(scenario.policy), admission \(scenario.admission), seed \(scenario.seed)"
        let speed = String(format: "%.1f s simulated in %.2f s, %.2f million events/s", summary.seconds, seconds, rate)
        return "\(heading)\n\(speed)\n\n\(table.plain.split(separator: "\n").dropFirst().joined(separator: "\n"))"
    }

    private static func percent(_ share: Double) -> String { String(format: "%.2f %%", share * 100) }
    private static func ms(_ value: Double) -> String { String(format: "%.2f ms", value) }
}
