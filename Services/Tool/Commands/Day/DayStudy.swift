import Approximation
import Days

/// All runs of one day: every rule, budget, way to count loads, and seed, on the same requests.
struct DayStudy {
    struct Row {
        let rule: DayRule
        let wattHours: Double
        let loadsEveryChange: Bool
        /// By seed.
        let tallies: [DayTally]

        func figure(_ value: (DayTally) -> Double) -> Figure { Figure(tallies.map(value)) }

        var accuracy: Figure { figure { $0.all.accuracy * 100 } }
    }

    let day: DayFile.Day
    let rules: [DayRule]
    let rows: [Row]

    init(_ day: DayFile.Day, in file: DayFile) {
        self.day = day
        let (wattHours, seeds) = (file.wattHours, file.seeds.count)
        rules = DayRule.cases(day.scenario)
        let cases = file.loadModes.flatMap { [rules] loadsEveryChange in
            wattHours.flatMap { energy in rules.map { (loadsEveryChange, energy, $0) } }
        }
        let traces = Parallel.map(seeds) { place in
            var scenario = day.scenario
            scenario.seed = UInt64(file.seeds.lowerBound + place)
            return DayTrace(scenario)
        }
        let tallies = Parallel.map(cases.count * seeds) { number in
            let (loadsEveryChange, energy, rule) = cases[number / seeds]
            var scenario = day.scenario
            scenario.seed = UInt64(file.seeds.lowerBound + number % seeds)
            scenario.loadsEveryChange = loadsEveryChange
            scenario.configuration.budget.joules = energy * 3_600
            return rule.tally(scenario, traces[number % seeds])
        }
        rows = cases.enumerated().map { place, row in
            let own = tallies[place * seeds..<(place + 1) * seeds]
            return Row(rule: row.2, wattHours: row.1, loadsEveryChange: row.0, tallies: Array(own))
        }
    }

    func row(_ rule: DayRule, _ wattHours: Double, loadsEveryChange: Bool) -> Row? {
        rows.first { $0.rule == rule && $0.wattHours == wattHours && $0.loadsEveryChange == loadsEveryChange }
    }

    /// How far our rule's accuracy lies above another's at equal budgets, in points, by seed on the same requests.
    func gain(over other: DayRule, _ wattHours: Double, loadsEveryChange: Bool) -> Figure? {
        guard let ours = row(.rubato, wattHours, loadsEveryChange: loadsEveryChange),
            let theirs = row(other, wattHours, loadsEveryChange: loadsEveryChange)
        else { return nil }
        return Figure(zip(ours.tallies, theirs.tallies).map { ($0.all.accuracy - $1.all.accuracy) * 100 })
    }
}
