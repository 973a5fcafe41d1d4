import Foundation
import Simulation

/// Writes the results of one experiment: a page with tables, verdicts and plots, and every figure as JSON.
struct ExperimentPages {
    private let results: [StudyResult]
    private let experiment: ExperimentFile
    private let isQuick: Bool
    private let path: String

    init(_ results: [StudyResult], _ experiment: ExperimentFile, isQuick: Bool, path: String) {
        self.results = results
        self.experiment = experiment
        self.isQuick = isQuick
        self.path = path
    }

    func write(to folder: String) throws {
        try Files.write(Data(page.utf8), to: "\(folder)/\(experiment.name).md")
        try Files.write(try json, to: "\(folder)/\(experiment.name).json")
        for result in results {
            for plot in result.spec.plots {
                let drawing = StudyPlot(result, plot).svg
                try Files.write(Data(drawing.utf8), to: "\(folder)/\(file(result.spec, plot))")
            }
        }
    }

    private func file(_ spec: StudySpec, _ plot: PlotSpec) -> String {
        "\(experiment.name)-\(spec.name)-\(plot.metric.rawValue).svg"
    }

    private var page: String {
        var text = "# \(experiment.title)\n\n"
        if !experiment.text.isEmpty { text += experiment.text.trimmingCharacters(in: .newlines) + "\n\n" }
        let seconds = results.reduce(0) { $0 + $1.seconds }
        text += "Made by `rubato experiment \(path)\(isQuick ? " --quick" : "")` in \(Int(seconds.rounded())) s on "
        text +=
            "\(Machine.description). Runs are simulated: equal seeds give equal figures on every machine, but for the "
        text += "policies' own time. ± is half the 95 % interval over the seeds.\n"
        for result in results { text += "\n" + section(result) }
        return text
    }

    private func section(_ result: StudyResult) -> String {
        let spec = result.spec
        var text = "## \(spec.title)\n\n"
        if !spec.text.isEmpty { text += spec.text.trimmingCharacters(in: .newlines) + "\n\n" }
        for plot in spec.plots { text += "![\(plot.metric.label)](\(file(spec, plot)))\n\n" }
        if !spec.claims.isEmpty {
            text += "| claim | | figures |\n|---|---|---|\n"
            for claim in spec.claims {
                let (holds, words) = claim.judge(result.rows, label: spec.label)
                let reason = holds || claim.why.isEmpty ? "" : ". \(claim.why)"
                text += "| \(claim.text) | \(holds ? "reached" : "**not reached**") | \(words)\(reason) |\n"
            }
            text += "\n"
        }
        let seeds = Self.seedText(result)
        text += "<details><summary>All figures (\(seeds))</summary>\n\n"
        let named = result.rows.map {
            StudyRow(value: $0.value, policy: spec.label($0.policy), summaries: $0.summaries, bounds: $0.bounds)
        }
        text += StudyReport(key: spec.key == nil ? nil : spec.keyLabel, rows: named).markdown + "\n"
        if !result.tuned.isEmpty {
            text += "\nFound by the search (\(spec.search) tries for every policy, seeds of its own):\n\n"
            for (policy, options) in result.tuned { text += "- \(policy): `\(options)`\n" }
        }
        return text + "\n</details>\n"
    }

    private static func seedText(_ result: StudyResult) -> String {
        result.spec.seeds == 1 ? "one seed" : "means of \(result.spec.seeds) seeds"
    }

    private var json: Data {
        get throws {
            struct Study: Encodable {
                let name: String
                let runs: [StudyRecord]
            }
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            let studies = results.map { result in
                Study(
                    name: result.spec.name,
                    runs: result.rows.flatMap { row in
                        row.summaries.enumerated().map { place, summary in
                            let bound = row.bounds.indices.contains(place) ? row.bounds[place] : nil
                            return StudyRecord(result.spec.key, row, summary, bound)
                        }
                    }
                )
            }
            return try encoder.encode(studies)
        }
    }
}
