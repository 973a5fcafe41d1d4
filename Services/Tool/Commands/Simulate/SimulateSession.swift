import Domain
import Foundation
import Kernel
import SchedulerPolicy
import Simulation
import YAMLFiles

/// One `rubato simulate` from its files to its tables.
struct SimulateSession {
    private let options: SimulateCommand
    private let library: ScenarioLibrary
    private let file: ScenarioFile

    init(_ options: SimulateCommand) throws {
        self.options = options
        library = try ScenarioLibrary(models: options.models, profiles: options.profiles)
        guard let path = options.scenario else { throw ToolFailure.badData("no scenario is named") }
        var file = try ScenarioFile(path: path)
        for setting in options.settings {
            let parts = setting.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ToolFailure.badData("--set \(setting): not of the form key=value") }
            file = try file.setting(parts[0], to: parts[1])
        }
        if let policy = options.policy { file = try file.setting("policy", to: policy) }
        self.file = file
    }

    func run() throws {
        let sweep = try options.sweep.map { try Sweep($0) }
        let policies = options.compare?.split(separator: ",").map(String.init) ?? []
        var cases: [StudyCase] = []
        for value in sweep?.values ?? [""] {
            let swept = try sweep.map { try file.setting($0.key, to: value) } ?? file
            for policy in policies.isEmpty ? [""] : policies {
                let own = policy.isEmpty ? swept : try swept.setting("policy", to: policy)
                var scenario = try library.scenario(own, folder: file.folder)
                if let replay = options.replay { scenario = try replaying(replay, scenario) }
                scenario = tuned(scenario, value)
                let name = policy.isEmpty ? scenario.policy : policy
                cases.append(StudyCase(value: value, policy: name, scenario: scenario))
            }
        }
        if cases.count == 1, options.seeds == 1, options.plot == nil { return try runOne(cases[0].scenario) }
        var study = Study(seeds: options.seeds, timing: options.timing, bound: options.bound)
        study.showsProgress = Console.errorIsTerminal
        let rows = study.run(cases)
        let report = StudyReport(key: sweep?.key, rows: rows)
        Console.print(options.json ? try report.json : report.text)
        try plot(rows, sweep)
    }

    /// The scenario with the options that a search finds best, if one is asked for.
    private func tuned(_ scenario: Scenario, _ value: String) -> Scenario {
        guard options.search > 0 else { return scenario }
        let found = ParameterSearch(tries: options.search, metric: options.metric).best(scenario)
        let words = found.options.isEmpty ? "as usual" : found.options
        Console.error("\(scenario.policy)\(value.isEmpty ? "" : " at \(value)"): \(words)")
        return found.scenario
    }

    private func plot(_ rows: [StudyRow], _ sweep: Sweep?) throws {
        guard let path = options.plot else { return }
        let policies = rows.map(\.policy).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        let spec = StudySpec(
            title: options.scenario ?? "",
            sweep: sweep,
            policies: policies,
            seeds: options.seeds,
            metric: options.metric
        )
        let result = StudyResult(spec: spec, rows: rows, tuned: [], seconds: 0)
        try Files.write(Data(StudyPlot(result, spec.plots[0]).svg.utf8), to: path)
    }

    private func replaying(_ path: String, _ scenario: Scenario) throws -> Scenario {
        let arrivals = try ArrivalsFile.read(path)
        var copy = scenario
        var source = scenario.sources[0]
        source.arrivals = .recorded(arrivals)
        copy.sources = [source]
        copy.length = (arrivals.last?.at ?? .zero) + .milliseconds(1)
        for arrival in arrivals {
            let isKnown = copy.models.contains {
                "\($0.served.id)" == arrival.model || $0.served.id.name == arrival.model
            }
            guard isKnown else { throw ToolFailure.badData("\(path): the scenario has no model '\(arrival.model)'") }
        }
        return copy
    }

    private func runOne(_ scenario: Scenario) throws {
        var settings = SimulatorOptions()
        settings.keepsStages = options.gantt != nil || options.perfetto != nil
        if options.timing { settings.stopwatch = Stopwatch.nanoseconds }
        if Console.errorIsTerminal {
            settings.progressInterval = 1_000_000
            settings.progress = { Console.progress("simulated \(Int($0 * 100)) %") }
        }
        let time = MonotonicTime()
        let began = time.now
        var simulator = Simulator(scenario, options: settings)
        let result = simulator.run()
        let took = (time.now - began).seconds
        if Console.errorIsTerminal { Console.progress("") }
        let summary = SimulationSummary(result, of: scenario)
        if let path = options.trace { try Files.write(Data(JobTrace.csv(result, of: scenario).utf8), to: path) }
        try draw(result, scenario)
        let limits = options.bound ? StudyBound(result, of: scenario, knowsAnswers: true) : nil
        let row = StudyRow(value: "", policy: scenario.policy, summaries: [summary], bounds: limits.map { [$0] } ?? [])
        if options.json { return Console.print(try StudyReport(key: nil, rows: [row]).json) }
        Console.print(SummaryText.text(summary, limits, scenario, seconds: took))
    }

    private func draw(_ result: SimulationResult, _ scenario: Scenario) throws {
        let range = options.window.flatMap { YAMLFields.range(of: $0) }
        if options.window != nil, range == nil { throw ToolFailure.badData("--window: not of the form a..b") }
        let shown = range.map { Int64($0.lowerBound * 1e6)...Int64($0.upperBound * 1e6) }
        if let path = options.gantt {
            try Files.write(Data(GanttChart(result, of: scenario, window: shown).svg.utf8), to: path)
        }
        if let path = options.perfetto {
            try Files.write(Data(PerfettoTrace(result, of: scenario, window: shown).json.utf8), to: path)
        }
    }
}
