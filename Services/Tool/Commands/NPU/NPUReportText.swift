import Foundation
import NPU
import ToolPolicy

/// Reports of one network as tables for a terminal.
struct NPUReportText {
    private let reports: [UtilizationReport]
    private let network: NetworkShape

    init(_ reports: [UtilizationReport], of network: NetworkShape) {
        self.reports = reports
        self.network = network
    }

    /// Every layer's utilization in every way, in percent.
    func layers(_ report: UtilizationReport) -> String {
        var table = TextTable(
            header: ["layer", "×", "R", "P", "C"] + report.ways.map(\.name) + ["⟨B_R×B_P⟩", "gain"]
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
        let name = report.device.name
        return "\(network.name) on \(name), batch \(report.batch): utilization of the multipliers, %\n\n\(table.plain)"
    }

    /// Whole-network time, utilization and gains for every batch size, and the geometric means over all of them.
    var summary: String {
        guard let first = reports.first else { return "" }
        let device = first.device
        var table = TextTable(
            header: ["batch"] + first.ways.map(\.name) + ["ms", "ms/sample", "mJ/sample", "vs R", "vs best fixed"],
            alignments: [.right]
        )
        for report in reports {
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
        let overR = Self.mean(reports.map { $0.meanGain(over: 0) })
        let overBest = Self.mean(reports.map(\.meanGain))
        let macs = String(format: "%.3f", Double(network.macs) / 1e9)
        return """
            \(network.name) (\(macs) GMAC) on \(device.name): utilization over all layers, %, and time of the freest way

            \(table.plain)

            Gains are geometric means over layers that multiply, of how many times as fast \(first.ways[first.freest].name) is; over all \
            these batch sizes \(String(format: "%.3f", overR)) × R, \(String(format: "%.3f", overBest)) × the best fixed way of each layer.
            """
    }

    private static func percent(_ share: Double) -> String { String(format: "%.1f", share * 100) }

    static func mean(_ gains: [Double]) -> Double {
        exp(gains.reduce(0) { $0 + log($1) } / Double(max(1, gains.count)))
    }
}
