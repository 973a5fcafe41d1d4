import Foundation
import NPU
import ToolPolicy

/// Reports of one network as tables.
struct NPUReportText {
    private let reports: [UtilizationReport]
    private let network: NetworkShape

    init(_ reports: [UtilizationReport], of network: NetworkShape) {
        self.reports = reports
        self.network = network
    }

    /// Every layer's utilization in every way, in percent, for a terminal.
    func layers(_ report: UtilizationReport) -> String {
        let name = report.device.name
        return """
            \(network.name) on \(name), batch \(report.batch): utilization of the multipliers, %

            \(table(report).plain)
            """
    }

    /// By layer; the mapping and the gain are those of the freest way.
    func table(_ report: UtilizationReport) -> TextTable {
        var table = TextTable(
            header: ["layer", "×", "R", "P", "C"] + report.ways.map(\.name) + ["mapping", "gain"]
        )
        for row in report.rows {
            let shape = row.shape
            let rows = shape.groups > 1 ? "\(shape.groups)·\(shape.rows)" : "\(shape.rows)"
            table.append(
                [row.name, "\(row.times)", rows, "\(shape.inner)", "\(shape.columns)"]
                    + row.entries.map { Self.percent($0.cost.utilization(on: report.device)) }
                    + ["\(row.entries[report.freest].mapping)", String(format: "%.2f", report.gain(of: row))]
            )
        }
        return table
    }

    var summary: String { summary(of: totals.plain) }
    var summaryMarkdown: String { summary(of: totals.markdown) }

    /// Whole-network time, utilization and gains for every batch size, and the geometric means over all of them.
    private func summary(of table: String) -> String {
        guard let first = reports.first else { return "" }
        let overR = String(format: "%.3f", Self.mean(reports.map { $0.meanGain(over: 0) }))
        let overBest = String(format: "%.3f", Self.mean(reports.map(\.meanGain)))
        let macs = String(format: "%.3f", Double(network.macs) / 1e9)
        return """
            \(network.name) (\(macs) GMAC) on \(first.device.name): utilization over all layers in %, and the freest way's time

            \(table)

            Gains are geometric means over layers that multiply, of how many times as fast \(first.ways[first.freest].name) is; over all \
            these batch sizes \(overR) × R, \(overBest) × the best fixed way of each layer.
            """
    }

    private var totals: TextTable {
        let ways = reports.first?.ways.map(\.name) ?? []
        var table = TextTable(
            header: ["batch"] + ways + ["ms", "ms/sample", "mJ/sample", "vs R", "vs best fixed"],
            alignments: [.right]
        )
        for report in reports {
            let device = report.device
            let best = report.totals[report.freest]
            let milliseconds = device.seconds(best.cycles) * 1e3
            let joules = best.joules(on: device) * 1e3 / Double(report.batch)
            table.append(
                ["\(report.batch)"] + report.totals.map { Self.percent($0.utilization(on: device)) } + [
                    String(format: "%.3f", milliseconds), String(format: "%.3f", milliseconds / Double(report.batch)),
                    String(format: "%.3f", joules), String(format: "%.2f", report.meanGain(over: 0)),
                    String(format: "%.2f", report.meanGain),
                ]
            )
        }
        return table
    }

    private static func percent(_ share: Double) -> String { String(format: "%.1f", share * 100) }

    private static func mean(_ gains: [Double]) -> Double {
        exp(gains.reduce(0) { $0 + log($1) } / Double(max(1, gains.count)))
    }
}
