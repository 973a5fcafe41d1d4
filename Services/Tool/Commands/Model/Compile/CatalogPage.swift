import Foundation
import Inference
import ModelCompiler
import Simulation
import ToolPolicy

/// A catalog as a table and as a plot.
struct CatalogPage {
    private let catalog: Catalog

    init(_ catalog: Catalog) {
        self.catalog = catalog
    }

    private var original: CatalogEntry? { catalog.entries.first { $0.recipe == Recipe(.exact) } }

    var text: String {
        let devices = original?.devices ?? []
        var table = TextTable(
            header: ["variant", "MFLOP", "× less", "test %", "drop", "valid. %", "ECE", "KiB", "load ms"]
                + devices.map { "\($0.device) ms" } + devices.map { "\($0.device) mJ" } + ["front", "kept"],
            alignments: [.left]
        )
        for entry in catalog.entries { table.append(row(entry)) }
        let source = devices.map { "\($0.device): \($0.energySource)" }.joined(separator: ", ")
        return """
            \(catalog.model)/\(catalog.version) on \(catalog.machine); fits saw \(catalog.calibrationSamples) images, \
            choices \(catalog.validationSamples), figures are of \(catalog.testSamples) test images
            times: medians of batches of 1; energy of one image: \(source)

            \(table.plain)
            """
    }

    private func row(_ entry: CatalogEntry) -> [String] {
        let ratio = (original?.mflop ?? 0) / max(entry.mflop, 1e-9)
        let drop = (original?.accuracy ?? 0) - entry.accuracy
        // A variant of an earlier run may lack a device that the original was measured on.
        let figures = (original?.devices ?? []).map { device in entry.devices.first { $0.device == device.device } }
        let times = figures.map { $0.map { String(format: "%.3f", $0.times.first?.milliseconds ?? 0) } ?? "" }
        let energies = figures.map { $0.map { String(format: "%.3f", $0.millijoules) } ?? "" }
        return [
            entry.name, String(format: "%.2f", entry.mflop), String(format: "%.2f", ratio),
            String(format: "%.2f", entry.accuracy * 100), String(format: "%.2f", drop * 100),
            String(format: "%.2f", entry.validationAccuracy * 100),
            String(format: "%.4f", entry.exits.last?.expectedCalibrationError ?? 0),
            "\((entry.weightBytes + entry.arenaBytes) / 1_024)", String(format: "%.1f", entry.loadMilliseconds),
        ] + times + energies + [entry.isOnFront ? "yes" : "", entry.isKept ? "yes" : ""]
    }

    /// Accuracy over work: a line per way of making variants, and the exits of the original.
    var svg: String {
        var plot = LinePlot(
            title: "\(catalog.model): accuracy against work",
            xLabel: "MFLOP per image",
            yLabel: "right answers on the test set, %"
        )
        plot.subtitle = "each point is a variant at full depth; variants were chosen by other images"
        for method in Recipe.Method.allCases where method != .exact {
            let entries = catalog.entries.filter { $0.recipe.method == method && $0.recipe.exits == nil }
            let points = entries.map { (x: $0.mflop, y: $0.accuracy * 100) }.sorted { $0.x < $1.x }
            guard !points.isEmpty else { continue }
            let last = original.map { [(x: $0.mflop, y: $0.accuracy * 100)] } ?? []
            plot.series.append(LinePlot.Series(name: method.title, points: points + last))
        }
        if let original {
            let points = original.exits.compactMap { exit in
                exit.mflop.flatMap { work in exit.accuracy.map { (x: work, y: $0 * 100) } }
            }
            // The shallowest exits lie far below everything else and would flatten the picture.
            let shown = points.filter { $0.y > (original.accuracy * 100) - 10 }
            plot.series.append(LinePlot.Series(name: "exits of the original", points: shown))
        }
        return plot.svg
    }
}

extension Recipe.Method {
    /// For legends.
    fileprivate var title: String {
        switch self {
        case .exact: "original"
        case .rank: "factorized layers"
        case .prune: "channels left out"
        case .mixed: "both"
        case .half: "half the picture"
        }
    }
}
