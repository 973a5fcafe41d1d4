import Days
import Foundation
import Simulation

/// Writes what came of days: a page with tables, verdicts and plots, and every figure as JSON.
struct DayPages {
    private let file: DayFile
    private let studies: [DayStudy]
    private let command: String
    private let seconds: Int

    init(_ file: DayFile, _ studies: [DayStudy], command: String, _ seconds: Int) {
        self.file = file
        self.studies = studies
        self.command = command
        self.seconds = seconds
    }

    func write(to folder: String) throws {
        try Files.makeFolder(folder)
        try Files.write(Data(page.utf8), to: "\(folder)/\(file.name).md")
        try Files.write(
            try DayRecord.json(studies, firstSeed: file.seeds.lowerBound),
            to: "\(folder)/\(file.name).json"
        )
        for study in studies {
            let plot = DayPlot(study, file)
            for (name, drawing) in [("budgets", plot.overBudgets), ("hours", plot.overHours), ("energy", plot.energy)] {
                try Files.write(Data(drawing.utf8), to: "\(folder)/\(image(study, name))")
            }
        }
    }

    private func image(_ study: DayStudy, _ name: String) -> String { "\(file.name)-\(study.day.name)-\(name).svg" }

    private var page: String {
        var text = "# \(file.title)\n\n"
        if !file.text.isEmpty { text += file.text.trimmingCharacters(in: .newlines) + "\n\n" }
        text +=
            "Made by `\(command)` in \(seconds) s on \(Machine.description). Runs are simulated: equal seeds give equal "
        text += "figures on every machine. Means of the seeds \(file.seeds.lowerBound) to \(file.seeds.upperBound); "
        text += "± is half the 95 % interval.\n"
        for study in studies { text += "\n" + section(study) }
        return text
    }

    private func section(_ study: DayStudy) -> String {
        """
        ## \(study.day.title)

        ![accuracy by budget](\(image(study, "budgets")))

        ![accuracy over the day](\(image(study, "hours")))

        ![energy over the day](\(image(study, "energy")))

        \(verdicts(study))

        <details><summary>All figures</summary>

        \(DayTable(study).markdown)

        </details>

        """
    }

    /// Whether our rule is at least as accurate as MCDNN's at equal budgets, by seeds on equal requests.
    private func verdicts(_ study: DayStudy) -> String {
        var lines = ["| ours ≥ it at equal budgets | | points of accuracy |", "|---|---|---|"]
        var isReached = true
        for other in [DayRule.mcdnn, .mcdnnDepths] where study.rules.contains(other) {
            for loadsEveryChange in file.loadModes {
                for energy in file.wattHours {
                    guard let gain = study.gain(over: other, energy, loadsEveryChange: loadsEveryChange) else {
                        continue
                    }
                    let words = loadsEveryChange ? "every change of variant loads" : "loads as published"
                    isReached = isReached && gain.mean >= 0
                    let verdict = gain.mean >= 0 ? "reached" : "**not reached**"
                    let figure = "\(DayTable.text(gain.mean, 2)) ± \(DayTable.text(gain.error, 2))"
                    lines.append(
                        "| \(other.rawValue), \(DayTable.budget(energy)) Wh, \(words) | \(verdict) | \(figure) |"
                    )
                }
            }
        }
        if !isReached, let why = study.day.why { lines += ["", "Why not: \(why)"] }
        return lines.joined(separator: "\n")
    }
}
