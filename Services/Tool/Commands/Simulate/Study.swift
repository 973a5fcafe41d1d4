import Foundation
import Simulation

/// One scenario of a study with what distinguishes it from the others.
struct StudyCase: Sendable {
    /// The swept value, empty if nothing is swept.
    let value: String
    let policy: String
    let scenario: Scenario
}

/// What came of one case: one summary per seed.
struct StudyRow: Sendable {
    let value: String
    let policy: String
    let summaries: [SimulationSummary]
    let bounds: [StudyBound]
}

/// Runs cases with several seeds on all cores.
struct Study {
    let seeds: Int
    let timing: Bool
    let bound: Bool
    var showsProgress = false

    init(seeds: Int = 1, timing: Bool = false, bound: Bool = false) {
        self.seeds = seeds
        self.timing = timing
        self.bound = bound
    }

    func run(_ cases: [StudyCase]) -> [StudyRow] {
        let total = cases.count * seeds
        let done = Counter()
        let results = Parallel.map(total) { [self] number -> (SimulationSummary, StudyBound?) in
            var scenario = cases[number / seeds].scenario
            scenario.seed += UInt64(number % seeds)
            var options = SimulatorOptions()
            if timing { options.stopwatch = Stopwatch.nanoseconds }
            var simulator = Simulator(scenario, options: options)
            let result = simulator.run()
            let summary = SimulationSummary(result, of: scenario)
            let count = done.next()
            if showsProgress { Console.progress("\(count) of \(total) runs") }
            let isNeeded = bound && (isFirst(cases, number / seeds) || scenario.isClosedLoop)
            return (summary, isNeeded ? StudyBound(result, of: scenario) : nil)
        }
        if showsProgress { Console.progress("") }
        return cases.enumerated().map { index, item in
            let own = results[index * seeds..<(index + 1) * seeds]
            // In an open loop all policies of one value and seed have the same arrivals.
            let first = cases.firstIndex { $0.value == item.value } ?? index
            let same = results[first * seeds..<(first + 1) * seeds]
            return StudyRow(
                value: item.value,
                policy: item.policy,
                summaries: own.map(\.0),
                bounds: zip(own, same).compactMap { $0.1 ?? $1.1 }
            )
        }
    }

    private func isFirst(_ cases: [StudyCase], _ index: Int) -> Bool {
        cases.firstIndex { $0.value == cases[index].value } == index
    }
}
