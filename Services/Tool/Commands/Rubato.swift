package import ArgumentParser

/// The tool of a cluster's users and developers.
package struct Rubato: ParsableCommand {
    package static let configuration = CommandConfiguration(
        commandName: "rubato",
        abstract: "Starts, drives and inspects a Rubato cluster.",
        discussion: """
            Exit codes: 0 done; 1 the cluster did not come up or did not end in order; 64 wrong usage; \
            65 a model, data set or file is missing or makes no sense; 69 the server cannot be reached.
            """,
        version: "0.1.0",
        subcommands: [
            UpCommand.self, LoadCommand.self, SimulateCommand.self, ExperimentCommand.self, DayCommand.self,
            BudgetCommand.self, ModelCommand.self, NPUCommand.self, ProbeCommand.self,
        ]
    )

    package init() {}
}
