import ArgumentParser
import Foundation
import Inference

/// Prints how a network is cut into stages.
struct ModelInspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show stages, shapes, work and parameters of a model."
    )

    @OptionGroup var choice: ModelOptions

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        try ToolFailure.reporting {
            let inspection = ModelInspection(try choice.load())
            Console.print(json ? try inspection.json : inspection.text)
        }
    }
}
