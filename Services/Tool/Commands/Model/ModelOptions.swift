import ArgumentParser
import Inference

/// The model that a command is about, and where it is looked for.
struct ModelOptions: ParsableArguments {
    @Argument(help: "An ONNX file, a folder with model.onnx and model.json, or NAME or NAME/VERSION of the repository.")
    var model: String

    @Option(help: ArgumentHelp("Folder with NAME/VERSION/model.onnx.", valueName: "folder"))
    var models: String?

    func load() throws -> StagedModel {
        try ModelFinder(repository: try Executables.repository(models)).find(model)
    }
}
