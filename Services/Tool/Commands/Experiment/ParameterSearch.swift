import Foundation
import Kernel
import SchedulerPolicy
import Simulation
import ToolPolicy

/// Looks for a policy's best options on a scenario, with the same number of tries for every policy.
///
/// The first try is what is usual, the others are drawn at random from the tunables' ranges: evenly, or evenly in the
/// logarithm where a range spans more than two decades. Every try runs on the same seeds, and these are not those of the
/// comparison, so nobody is tuned to the runs that are shown. What only a clairvoyant may choose is not tried.
struct ParameterSearch {
    struct Found {
        let scenario: Scenario
        /// In words, empty if what is usual was best.
        let options: String
        let figure: Double
    }

    /// Added to the scenario's seed.
    private static let seedOffset: UInt64 = 1_000_000
    private static let seeds = 2

    let tries: Int
    let metric: Metric

    func best(_ scenario: Scenario) -> Found {
        let tunables = (LanePolicyCatalog.entry(scenario.policy)?.tunables ?? []).filter(Self.isFair)
        guard tries > 1, !tunables.isEmpty else { return Found(scenario: scenario, options: "", figure: 0) }
        var random = SeededGenerator(seed: scenario.seed)
        let candidates =
            [scenario.lane.options] + (1..<tries).map { _ in draw(tunables, scenario.lane.options, &random) }
        let cases = candidates.map { options in
            var own = scenario
            own.lane.options = options
            own.seed += Self.seedOffset
            return StudyCase(value: "", policy: own.policy, scenario: own)
        }
        let rows = Study(seeds: Self.seeds, bound: metric == .ofBound).run(cases)
        let sign = metric.isLowerBetter ? -1.0 : 1
        let figures = rows.map { metric.figure($0).mean }
        // Of equals the first, so that what is usual stays unless something is better.
        let winner = figures.indices.dropFirst().reduce(0) { sign * figures[$1] > sign * figures[$0] ? $1 : $0 }
        var best = scenario
        best.lane.options = candidates[winner]
        let words =
            winner == 0
            ? ""
            : tunables.map { "\($0.name)=\(Self.text($0, candidates[winner]))" }
                .joined(separator: " ")
        return Found(scenario: best, options: words, figure: figures[winner])
    }

    /// Whether it may be searched: bounds on planning effort and what needs foresight are not a matter of fit, nor are
    /// mechanisms, which are switched off to see what they bring.
    private static func isFair(_ tunable: Tunable) -> Bool {
        if case .choice(let names) = tunable.domain { return !names.contains("oracle") && !names.contains("off") }
        return !["tasks", "work", "swap"].contains(tunable.name)
    }

    private func draw(_ tunables: [Tunable], _ options: PolicyOptions, _ random: inout SeededGenerator) -> PolicyOptions
    {
        tunables.reduce(options) { $0.setting($1, to: Self.draw($1, &random)) }
    }

    private static func draw(_ tunable: Tunable, _ random: inout SeededGenerator) -> Double {
        switch tunable.domain {
        case .choice(let names): return Double(Int.random(in: names.indices, using: &random))
        case .whole(let range):
            let low = Double(max(1, range.lowerBound))
            let drawn = range.upperBound > 100 * range.lowerBound ? spread(low, Double(range.upperBound), &random) : nil
            return drawn?.rounded(.down) ?? Double(Int.random(in: range, using: &random))
        case .number(let range):
            let low = max(range.lowerBound, range.upperBound / 100_000)
            if range.upperBound > 100 * low { return spread(low, range.upperBound, &random) }
            return Double.random(in: range, using: &random)
        }
    }

    /// Even in the logarithm.
    private static func spread(_ low: Double, _ high: Double, _ random: inout SeededGenerator) -> Double {
        min(high, max(low, low * exp(random.unit() * log(high / low))))
    }

    private static func text(_ tunable: Tunable, _ options: PolicyOptions) -> String {
        if case .choice(let names) = tunable.domain { return names[options.whole(tunable)] }
        return String(format: "%.4g", options[tunable])
    }
}
