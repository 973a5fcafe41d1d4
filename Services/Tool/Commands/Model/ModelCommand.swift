import ArgumentParser

/// Looks into model files.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Look into models.",
        subcommands: [
            ModelInspectCommand.self, ModelBenchCommand.self, ModelRecordCommand.self, ModelAccuracyCommand.self,
        ]
    )
}
