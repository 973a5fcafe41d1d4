import ArgumentParser
import Foundation
import Simulation

/// Runs experiments and writes their tables, figures and verdicts.
struct ExperimentCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "experiment",
        abstract: "Run experiments of simulations and write tables, plots and verdicts.",
        discussion: """
            An experiment (YAML) holds a scenario, studies that vary one value of it under several policies, plots, and \
            claims that are judged by the figures. Tests/Experiments/README.md describes the keys.
            """
    )

    @Argument(help: ArgumentHelp("Experiments.", valueName: "file"))
    var files: [String]

    @Option(help: ArgumentHelp("Where results are written.", valueName: "folder"))
    var out = "Tests/Experiments/results"

    @Flag(help: "Fewer seeds and values, for a look and for CI.")
    var quick = false

    @Option(help: ArgumentHelp("Folder with NAME/VERSION/model.json and exits.bin.", valueName: "folder"))
    var models: String?

    @Option(help: ArgumentHelp("Folder of device profiles.", valueName: "folder"))
    var profiles: String?

    func run() throws {
        try ToolFailure.reporting {
            try Files.makeFolder(out)
            let library = try ScenarioLibrary(models: models, profiles: profiles)
            for path in files {
                let experiment = try ExperimentFile(path: path)
                let run = ExperimentRun(experiment, library: library, isQuick: quick)
                try ExperimentPages(try run.results(), experiment, isQuick: quick, path: path).write(to: out)
            }
        }
    }
}
