import ArgumentParser
import Foundation
import SchedulerPolicy
import Simulation

/// Runs the cluster's own policies in virtual time on recorded inputs.
struct SimulateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "simulate",
        abstract: "Run a scenario in virtual time and report what would have been kept.",
        discussion: """
            A scenario (YAML) names models, workers with their profiles, sources of jobs, policy, admission, network, \
            cloud tier and faults; Services/Tool/README.md describes the keys. Policies and admission are the running \
            services' own; jobs replay recorded exits of the real test sets; equal seeds give equal results.

            Accuracy of offered counts all but right answers in time as wrong, refused jobs too.
            """
    )

    @Argument(help: ArgumentHelp("The scenario.", valueName: "file"))
    var scenario: String?

    @Flag(help: "Print the names that policy can have, and end.")
    var listPolicies = false

    @Option(help: ArgumentHelp("The lanes' policy in place of the scenario's.", valueName: "name"))
    var policy: String?

    @Option(help: ArgumentHelp("Run several policies on the same arrivals.", valueName: "p1,p2,…"))
    var compare: String?

    @Option(help: ArgumentHelp("Vary one value: KEY=A..B[:STEPS] or KEY=V1,V2,…", valueName: "sweep"))
    var sweep: String?

    @Option(name: .customLong("set"), help: ArgumentHelp("Set one value of the scenario.", valueName: "key=value"))
    var settings: [String] = []

    @Option(
        help: ArgumentHelp(
            "So many runs with seeds that follow on the scenario's; figures are their means.",
            valueName: "count"
        )
    )
    var seeds = 1

    @Option(help: ArgumentHelp("Replay recorded arrivals in place of the scenario's sources.", valueName: "file"))
    var replay: String?

    @Flag(help: "Print JSON.")
    var json = false

    @Option(help: ArgumentHelp("Write one line of CSV per job.", valueName: "file"))
    var trace: String?

    @Option(help: ArgumentHelp("Draw what ran where and when.", valueName: "file.svg"))
    var gantt: String?

    @Option(help: ArgumentHelp("Write the same for ui.perfetto.dev.", valueName: "file.json"))
    var perfetto: String?

    @Option(help: ArgumentHelp("The part that is drawn, in milliseconds.", valueName: "a..b"))
    var window: String?

    @Option(
        help: ArgumentHelp(
            "Look for each policy's best options with so many tries, on other seeds.",
            valueName: "tries"
        )
    )
    var search = 0

    @Option(help: ArgumentHelp("Draw one figure of all runs.", valueName: "file.svg"))
    var plot: String?

    @Option(help: "What --plot draws and --search improves: \(Metric.allCases.map(\.rawValue).joined(separator: " ")).")
    var metric = Metric.accuracy

    @Flag(help: "Measure the policies' own time per event.")
    var timing = false

    @Flag(help: "Add the clairvoyant bounds for the same arrivals.")
    var bound = false

    @Option(help: ArgumentHelp("Folder with NAME/VERSION/model.json and exits.bin.", valueName: "folder"))
    var models: String?

    @Option(help: ArgumentHelp("Folder of device profiles.", valueName: "folder"))
    var profiles: String?

    func validate() throws {
        guard listPolicies || scenario != nil else { throw ValidationError("name a scenario file") }
        guard seeds > 0, seeds <= 10_000 else { throw ValidationError("--seeds must be 1 to 10000") }
        guard search >= 0, search <= 10_000 else { throw ValidationError("--search must be 0 to 10000") }
        let drawn = [trace, gantt, perfetto].contains { $0 != nil }
        if drawn, compare != nil || sweep != nil || seeds > 1 {
            throw ValidationError("--trace, --gantt and --perfetto show one run")
        }
    }

    func run() throws {
        try ToolFailure.reporting {
            if listPolicies { return Console.print(LanePolicyCatalog.names.joined(separator: " ")) }
            try SimulateSession(self).run()
        }
    }
}

extension Metric: ExpressibleByArgument {}
