import Foundation
import NPU
import Simulation
import ToolPolicy

/// Reports of one network as an experiment's page: verdict, tables, plots and every figure as JSON.
struct NPUReportPage {
    /// The ways that are drawn; the others are in the JSON.
    private static let shown = ["R", "P packed", "fluid", "fluid stacked"]

    private let reports: [UtilizationReport]
    private let network: NetworkShape
    private let command: String

    init(_ reports: [UtilizationReport], of network: NetworkShape, command: String) {
        self.reports = reports
        self.network = network
        self.command = command
    }

    private var name: String { "utilization-\(network.name)" }

    func write(to folder: String) throws {
        try Files.makeFolder(folder)
        try Files.write(Data(page.utf8), to: "\(folder)/\(name).md")
        try Files.write(Data(try NPUReportRecord.json(reports, of: network).utf8), to: "\(folder)/\(name).json")
        try Files.write(Data(overBatches.utf8), to: "\(folder)/\(name)-batches.svg")
        for report in reports {
            try Files.write(Data(overLayers(report).utf8), to: "\(folder)/\(name)-\(report.batch).svg")
        }
    }

    private var page: String {
        guard let device = reports.first?.device else { return "" }
        let slower = reports.flatMap(\.rows).count { row in
            row.entries.contains { $0.cost.cycles < row.entries[row.entries.count - 1].cost.cycles }
        }
        let verdict = slower == 0 ? "reached" : "**not reached**"
        let text = NPUReportText(reports, of: network)
        var page = """
            # How batches use an NPU: \(network.name) on \(device.name)

            Made by `\(command)`. Figures are those of the analytic cycle model (no seed, nothing measured), equal on every machine.

            | claim | | figures |
            |---|---|---|
            | fluid with stacking is never slower than any fixed mapping, on any layer and batch | \(verdict) | \
            \(slower) of \(reports.reduce(0) { $0 + $1.rows.count }) layer shapes and batches slower |

            ![utilization against batch size](\(name)-batches.svg)

            \(text.summaryMarkdown)

            """
        for report in reports {
            page += "\n## Batch \(report.batch)\n\n![utilization by layer](\(name)-\(report.batch).svg)\n\n"
            page += "<details><summary>Utilization by layer, %</summary>\n\n"
            page += "\(text.table(report).markdown)\n\n</details>\n"
        }
        return page
    }

    private func ways(_ report: UtilizationReport) -> [Int] {
        report.ways.indices.filter { Self.shown.contains(report.ways[$0].name) }
    }

    private var overBatches: String {
        var drawing = LinePlot(
            title: "\(network.name): utilization of the multipliers",
            xLabel: "batch size",
            yLabel: "over all layers, %"
        )
        drawing.subtitle = "more is better; analytic model"
        guard let first = reports.first else { return drawing.svg }
        for way in ways(first) {
            let points = reports.map { report in
                (x: Double(report.batch), y: report.totals[way].utilization(on: report.device) * 100)
            }
            var line = LinePlot.Series(name: first.ways[way].name, points: points)
            line.isBold = way == first.freest
            drawing.series.append(line)
        }
        return drawing.svg
    }

    private func overLayers(_ report: UtilizationReport) -> String {
        var drawing = LinePlot(
            title: "\(network.name), batch \(report.batch): utilization by layer",
            xLabel: "shape of layer, in the order of the network",
            yLabel: "utilization, %"
        )
        drawing.subtitle = "more is better; equal shapes are one; analytic model"
        drawing.range = 0...100
        for way in ways(report) {
            let points = report.rows.enumerated().map { place, row in
                (x: Double(place + 1), y: row.entries[way].cost.utilization(on: report.device) * 100)
            }
            var line = LinePlot.Series(name: report.ways[way].name, points: points)
            line.isBold = way == report.freest
            drawing.series.append(line)
        }
        return drawing.svg
    }
}
