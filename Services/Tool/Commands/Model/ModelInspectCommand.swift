import ArgumentParser
import Foundation
import Inference

/// Prints how a network is cut into stages.
struct ModelInspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect",
        abstract: "Show stages, shapes, work and parameters of a model."
    )

    @Argument(help: "An ONNX file, a folder with model.onnx and model.json, or NAME or NAME/VERSION of the repository.")
    var model: String

    @Option(help: ArgumentHelp("Folder with NAME/VERSION/model.onnx.", valueName: "folder"))
    var models: String?

    @Flag(help: "Print JSON.")
    var json = false

    func run() throws {
        try ToolFailure.reporting {
            let repository = try Executables.repository(models)
            let inspection = ModelInspection(try ModelFinder(repository: repository).find(model))
            Console.print(json ? try inspection.json : inspection.text)
        }
    }
}
