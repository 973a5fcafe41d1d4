import Foundation
import NPU
import Simulation
import ToolPolicy

/// The designs of an exploration as a table, as JSON or drawn.
struct NPUExploreReport {
    private let points: [DesignPoint]
    private let exploration: NPUExploration

    init(_ points: [DesignPoint], _ exploration: NPUExploration) {
        self.points = points
        self.exploration = exploration
    }

    private var networkNames: String { exploration.networks.map(\.name).joined(separator: ", ") }
    private var batchNames: String { exploration.batches.map(String.init).joined(separator: ", ") }

    var text: String {
        var table = TextTable(
            header: ["T_R×T_P×T_C", "multipliers", "in KiB", "weight", "out", "all"]
                + exploration.networks.map { "\($0.name) ms" } + ["mean ms", "utilization %", "mJ/sample"]
        )
        let front = DesignPoint.front(points)
        for point in front {
            let device = point.device
            let sizes = [point.multipliers, device.inputBytes / 1_024, device.weightBytes / 1_024]
            table.append(
                [device.name] + (sizes + [device.outputBytes / 1_024, point.onChipBytes / 1_024]).map(String.init)
                    + (point.secondsPerSample + [point.meanSeconds]).map { String(format: "%.3f", $0 * 1e3) } + [
                        String(format: "%.1f", point.utilization * 100),
                        String(format: "%.3f", point.meanJoules * 1e3),
                    ]
            )
        }
        let limits = exploration.limits
        return """
            \(front.count) of \(points.count) designs are on the front: at most \(limits.multipliers) multipliers and \
            \(limits.onChipBytes / 1_024) KiB, \(exploration.rule), batches \(batchNames); ms for one sample

            \(table.plain)
            """
    }

    var json: String {
        get throws {
            struct Design: Encodable {
                let tile: [Int]
                let multipliers: Int
                let bytes: [Int]
                let milliseconds: [Double]
                let mean: Double
                let utilization: Double
                let millijoules: Double
                let front: Bool
            }
            struct Report: Encodable {
                let networks: [String]
                let batches: [Int]
                let mapping: String
                let designs: [Design]
            }
            let front = Set(DesignPoint.front(points).map(\.device))
            let designs = points.map { point in
                let device = point.device
                return Design(
                    tile: [device.tile.rows, device.tile.inner, device.tile.columns],
                    multipliers: point.multipliers,
                    bytes: [device.inputBytes, device.weightBytes, device.outputBytes],
                    milliseconds: point.secondsPerSample.map { $0 * 1e3 },
                    mean: point.meanSeconds * 1e3,
                    utilization: point.utilization,
                    millijoules: point.meanJoules * 1e3,
                    front: front.contains(device)
                )
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys]
            let report = Report(
                networks: exploration.networks.map(\.name),
                batches: exploration.batches,
                mapping: "\(exploration.rule)",
                designs: designs
            )
            return String(decoding: try encoder.encode(report), as: UTF8.self)
        }
    }

    /// The least time against multipliers, with a line for every amount of memory that designs have.
    var svg: String {
        var drawing = LinePlot(
            title: "Best designs for \(networkNames)",
            xLabel: "multipliers",
            yLabel: "ms for one sample, geometric mean"
        )
        drawing.subtitle = "less is better; batches \(batchNames), \(exploration.rule), \(points.count) designs tried"
        drawing.isLogarithmic = true
        for bytes in Set(points.map(\.onChipBytes)).sorted() {
            var best = Double.infinity
            var line = LinePlot.Series(name: "\(bytes / 1_024) KiB", points: [])
            for count in Set(points.map(\.multipliers)).sorted() {
                let fitting = points.filter { $0.multipliers == count && $0.onChipBytes <= bytes }
                guard let least = fitting.map(\.meanSeconds).min() else { continue }
                best = min(best, least)
                line.points.append((Double(count), best * 1e3))
            }
            drawing.series.append(line)
        }
        return drawing.svg
    }
}
