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

    private var hours: Double { study.day.scenario.configuration.horizon.seconds / 3_600 }

    var overBudgets: String {
        var drawing = LinePlot(title: study.day.title, xLabel: "budget of energy, Wh", yLabel: "accuracy of offered, %")
        drawing.subtitle = "more is better; loads counted as published; bars: 95 % interval"
        drawing.series = DayRule.allCases.map { rule in
            let rows = file.wattHours.compactMap { study.row(rule, $0, loadsEveryChange: false) }
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
        drawing.subtitle = "\(words); \(DayTable.text(middle, 1)) Wh, loads counted as published, mean of the seeds"
        drawing.series = DayRule.allCases.compactMap { rule in
            guard let row = study.row(rule, middle, loadsEveryChange: false) else { return nil }
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
