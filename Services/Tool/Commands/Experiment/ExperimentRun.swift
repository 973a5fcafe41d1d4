import Foundation
import Kernel
import Simulation

/// What came of one study.
struct StudyResult {
    let spec: StudySpec
    let rows: [StudyRow]
    /// By policy, what the search has chosen.
    let tuned: [(policy: String, options: String)]
    let seconds: Double
}

/// Runs the studies of an experiment.
struct ExperimentRun {
    private let experiment: ExperimentFile
    private let library: ScenarioLibrary
    private let isQuick: Bool

    init(_ experiment: ExperimentFile, library: ScenarioLibrary, isQuick: Bool) {
        self.experiment = experiment
        self.library = library
        self.isQuick = isQuick
    }

    func results() throws -> [StudyResult] {
        try experiment.studies(isQuick: isQuick).map(run)
    }

    private func run(_ spec: StudySpec) throws -> StudyResult {
        let time = MonotonicTime()
        let began = time.now
        var base = experiment.scenario
        for (key, value) in spec.settings { base = try base.setting(key, to: value) }
        var tuned: [(policy: String, options: String)] = []
        var cases: [StudyCase] = []
        for value in spec.values {
            let swept = try spec.key.map { try base.setting($0, to: value) } ?? base
            for policy in spec.policies {
                let (scenario, options) = try prepared(policy, swept, spec)
                if !options.isEmpty { tuned.append((value.isEmpty ? policy : "\(policy) at \(value)", options)) }
                cases.append(StudyCase(value: value, policy: policy, scenario: scenario))
            }
        }
        var study = Study(seeds: spec.seeds, timing: spec.timing, bound: spec.bound)
        study.showsProgress = Console.errorIsTerminal
        let rows = study.run(cases)
        let seconds = (time.now - began).seconds
        Console.error("\(experiment.name)/\(spec.name): \(cases.count * spec.seeds) runs in \(Int(seconds)) s")
        return StudyResult(spec: spec, rows: rows, tuned: tuned, seconds: seconds)
    }

    /// The scenario under that policy: `NAME:OPTION=VALUE…` and, after a `+`, admission.
    private func prepared(_ policy: String, _ file: ScenarioFile, _ spec: StudySpec) throws -> (Scenario, String) {
        let variant = spec.variants[policy]
        let parts = (variant?.policy ?? policy).split(separator: "+", maxSplits: 1).map(String.init)
        var own = try file.setting("policy", to: parts[0])
        for (key, value) in variant?.settings ?? [] { own = try own.setting(key, to: value) }
        if parts.count == 2 { own = try own.setting("admission", to: parts[1]) }
        let scenario = try library.scenario(own, folder: file.folder)
        guard spec.search > 0 else { return (scenario, "") }
        let search = ParameterSearch(tries: spec.search, metric: spec.plots.first?.metric ?? .accuracy)
        let best = search.best(scenario)
        return (best.scenario, best.options)
    }
}
