import Foundation
import Simulation
import ToolPolicy

/// The rows of a study as a table or as JSON.
struct StudyReport {
    /// What was swept, `nil` if nothing was.
    let key: String?
    let rows: [StudyRow]

    var text: String { table.plain }
    var markdown: String { table.markdown }

    private var table: TextTable {
        let seeds = rows.map(\.summaries.count).max() ?? 1
        let hasBound = rows.contains { !$0.bounds.isEmpty }
        let hasTime = rows.contains { $0.summaries.contains { $0.schedulerMicrosecondsPerEvent != nil } }
        let swept = key.map { [$0] } ?? []
        let header =
            swept + ["policy", "offered", "refused %", "missed %", "in time %", "accuracy %"]
            + (seeds > 1 ? ["±"] : []) + ["of answered %"] + (hasBound ? ["of bound %", "of unforeseen %"] : [])
            + ["mean ms", "p50 ms", "p99 ms", "busy %", "batch"] + (hasTime ? ["µs/event"] : [])
        let alignments: [TextTable.Alignment] = swept.isEmpty ? [.left] : [.right, .left]
        var table = TextTable(header: header, alignments: alignments)
        for row in rows {
            let accuracy = Figure(row.summaries.map(\.accuracyOfOffered))
            table.append(
                (key == nil ? [] : [row.value]) + [
                    row.policy, String(format: "%.0f", mean(row) { Double($0.offered) }),
                    percent(row, \.refusedShare), percent(row, \.missRate), percent(row, \.goodput),
                    String(format: "%.2f", accuracy.mean * 100),
                ] + (seeds > 1 ? [String(format: "%.2f", accuracy.error * 100)] : [])
                    + [percent(row, \.accuracyOfAnswered)]
                    + (hasBound
                        ? [share(row, \.valueOfOffered, \.value), share(row, \.accuracyOfOffered, \.unforeseen)] : [])
                    + [
                        String(format: "%.2f", mean(row, \.latency.mean)),
                        String(format: "%.2f", mean(row, \.latency.p50)),
                        String(format: "%.2f", mean(row, \.latency.p99)), percent(row, \.utilization),
                        String(format: "%.2f", mean(row, \.meanBatch)),
                    ]
                    + (hasTime ? [String(format: "%.2f", mean(row) { $0.schedulerMicrosecondsPerEvent ?? 0 })] : [])
            )
        }
        return table
    }

    private func mean(_ row: StudyRow, _ value: (SimulationSummary) -> Double) -> Double {
        Figure(row.summaries.map(value)).mean
    }

    private func percent(_ row: StudyRow, _ value: (SimulationSummary) -> Double) -> String {
        String(format: "%.2f", mean(row, value) * 100)
    }

    private func share(_ row: StudyRow, _ own: (SimulationSummary) -> Double, _ bound: (StudyBound) -> Double) -> String
    {
        let shares = zip(row.summaries, row.bounds).map { bound($1) > 0 ? own($0) / bound($1) : 1 }
        return shares.isEmpty ? "" : String(format: "%.2f", Figure(shares).mean * 100)
    }

    var json: String {
        get throws {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
            let records = rows.flatMap { row in
                row.summaries.enumerated().map { place, summary in
                    StudyRecord(key, row, summary, row.bounds.indices.contains(place) ? row.bounds[place] : nil)
                }
            }
            return String(decoding: try encoder.encode(records), as: UTF8.self)
        }
    }
}
