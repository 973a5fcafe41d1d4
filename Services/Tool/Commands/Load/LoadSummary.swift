import Foundation
import ToolPolicy

/// A report as people read it.
struct LoadSummary {
    let report: LoadReport

    var text: String {
        ([counts, times] + rest).joined(separator: "\n\n")
    }

    private var counts: String {
        var table = TextTable(header: ["requests", "count", "share"])
        let rows = [
            ("offered", report.offered), ("in deadline", report.inDeadline), ("late", report.late),
            ("refused", report.refused), ("failed", report.failed), ("lost", report.lost),
        ]
        for (name, count) in rows { table.append([name, "\(count)", share(count)]) }
        return table.plain
    }

    private var times: String {
        var table = TextTable(header: ["ms", "p50", "p90", "p99", "p99.9", "max"])
        let shown = [
            ("answers", report.latency, report.answered), ("refusals", report.refusalTime, report.refused),
        ]
        for (name, quantiles, count) in shown where count > 0 { table.append([name] + cells(quantiles)) }
        for name in report.serverLegs.keys.sorted() {
            table.append(["server: \(name)"] + cells(report.serverLegs[name] ?? LoadReport.Quantiles()))
        }
        return table.plain
    }

    private var rest: [String] {
        var lines: [String] = []
        lines.append(String(format: "goodput %.1f/s of %.1f/s offered", report.goodputRPS, report.run.offeredRPS))
        if let offered = report.accuracyOfOffered {
            let answered = report.accuracyOfAnswered.map { String(format: ", of answered %.4f", $0) } ?? ""
            lines.append(String(format: "accuracy of offered %.4f", offered) + answered)
        }
        let lists = [listed("exits", report.exits), listed("refused", report.refusalReasons)]
        lines += lists.compactMap { $0 }
        if let failed = listed("failed", report.failureReasons) { lines.append(failed) }
        if let steps = ladder { lines.append(steps) }
        if let accounts = listed("not paid by", report.budgetsExhausted) { lines.append(accounts) }
        if report.modeledJoules > 0 {
            lines.append(String(format: "energy %.4f J as modeled or stated by the workers", report.modeledJoules))
        }
        if let work { lines.append(work) }
        if let heads = report.specialists {
            let accuracy = heads.accuracy.map { String(format: ", accuracy %.4f", $0) } ?? ""
            lines.append("answered by specialized heads \(heads.answers)\(accuracy), audited \(heads.audited)")
        }
        if report.offloaded > 0 {
            lines.append("answers of the cloud tier \(report.offloaded), $" + String(format: "%.6f", report.costUSD))
        }
        if report.fallbacks + report.hedged > 0 {
            lines.append("answers of workers in its place \(report.fallbacks), of copies sent there \(report.hedged)")
        }
        if let streams = report.streams {
            lines.append("streams asked \(streams.asked), admitted \(streams.admitted), refused \(streams.refused)")
            if let reasons = listed("streams refused", streams.reasons) { lines.append(reasons) }
        }
        if let emulation = report.emulation { lines += marks(of: emulation) }
        lines.append(generator)
        return [lines.joined(separator: "\n")]
    }

    private var work: String? {
        guard let mean = report.meanMFLOP, let full = report.fullMFLOP else { return nil }
        let joules = report.modeledJoules * 1_000 / Double(max(1, report.answered))
        let energy = report.modeledJoules > 0 ? String(format: "; %.3f mJ", joules) : ""
        return String(format: "mean answer %.2f MFLOP of %.2f at full depth (%.2f × less)", mean, full, full / mean)
            + energy
    }

    /// From the best step down.
    private var ladder: String? {
        let steps = ["full", "shallower_exit", "variant", "cloud", "refused"].filter { report.ladder[$0] ?? 0 > 0 }
        guard
            report.ladder.keys.contains(where: { $0 != "refused" && $0 != "full" }) || !report.budgetsExhausted.isEmpty
        else { return nil }
        return "ladder "
            + steps.map { "\($0): \(report.ladder[$0] ?? 0) (\(share(report.ladder[$0] ?? 0)))" }
            .joined(separator: " → ")
    }

    private func marks(of emulation: EmulationTally) -> [String] {
        let count = emulation.answers.values.reduce(0, +)
        let energy = String(format: "%.3f mJ each as modeled", emulation.modeledJoules * 1_000 / Double(max(1, count)))
        var lines = [(listed("answers of emulated devices", emulation.answers) ?? "") + "; " + energy]
        if emulation.late > 0 {
            let most = String(format: "%.2f", emulation.maxLagMilliseconds)
            lines.append("MARKED: \(emulation.late) of them came later than modeled, by at most \(most) ms")
        }
        return lines
    }

    private var generator: String {
        String(
            format:
                "generator: p99 %.2f ms late, %.1f µs of processor per request, at most %d in flight, load average %@",
            report.generatorLateness.p99,
            report.run.generatorCPUMicroseconds,
            report.run.peakInFlight,
            report.run.loadAverage.map { String(format: "%.2f", $0) }.joined(separator: " → ")
        )
    }

    private func listed(_ title: String, _ counts: [String: Int]) -> String? {
        guard !counts.isEmpty else { return nil }
        return title + " " + counts.keys.sorted().map { "\($0): \(counts[$0] ?? 0)" }.joined(separator: ", ")
    }

    private func cells(_ quantiles: LoadReport.Quantiles) -> [String] {
        [quantiles.p50, quantiles.p90, quantiles.p99, quantiles.p999, quantiles.max].map { String(format: "%.2f", $0) }
    }

    private func share(_ count: Int) -> String {
        report.offered > 0 ? String(format: "%.2f %%", 100 * Double(count) / Double(report.offered)) : ""
    }
}
