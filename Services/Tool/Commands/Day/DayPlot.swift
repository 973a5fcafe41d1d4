import Approximation
import Days
import Kernel
import Simulation

/// Draws one day.
struct DayPlot {
    private let study: DayStudy
    private let file: DayFile

    init(_ study: DayStudy, _ file: DayFile) {
        self.study = study
        self.file = file
    }

    private var middle: Double { file.wattHours.sorted()[file.wattHours.count / 2] }

    private var loadsEveryChange: Bool { file.loadModes[0] }

    private var loads: String { loadsEveryChange ? "every change of variant loads" : "loads counted as published" }

    private var hours: Double { study.day.scenario.configuration.horizon.seconds / 3_600 }

    var overBudgets: String {
        var drawing = LinePlot(title: study.day.title, xLabel: "budget of energy, Wh", yLabel: "accuracy of offered, %")
        drawing.subtitle = "more is better; \(loads); bars: 95 % interval"
        drawing.series = study.rules.map { rule in
            let rows = file.wattHours.compactMap { study.row(rule, $0, loadsEveryChange: loadsEveryChange) }
            var series = LinePlot.Series(
                name: rule.rawValue,
                points: rows.map { ($0.wattHours, $0.accuracy.mean) },
                errors: rows.map(\.accuracy.error)
            )
            series.isBold = rule == .rubato
            return series
        }
        return drawing.svg
    }

    var overHours: String {
        over("accuracy of offered, %", "more is better") { $0.byTime[$1].accuracy * 100 }
    }

    var energy: String {
        over("energy used, J", "the budget is \(DayTable.text(middle * 3_600, 0)) J") { $0.spentByTime[$1].joules }
    }

    private func over(_ label: String, _ words: String, _ value: (DayTally, Int) -> Double) -> String {
        var drawing = LinePlot(title: study.day.title, xLabel: "hour of the day", yLabel: label)
        drawing.subtitle = "\(words); \(DayTable.budget(middle)) Wh, \(loads), mean of the seeds"
        drawing.series = study.rules.compactMap { rule in
            guard let row = study.row(rule, middle, loadsEveryChange: loadsEveryChange) else { return nil }
            let points = (0..<DayTally.partCount).map { part in
                (x: (Double(part) + 1) / Double(DayTally.partCount) * hours, y: row.figure { value($0, part) }.mean)
            }
            var series = LinePlot.Series(name: rule.rawValue, points: points)
            series.isBold = rule == .rubato
            return series
        }
        return drawing.svg
    }
}
