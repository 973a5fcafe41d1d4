import ArgumentParser

/// Looks into model files and makes variants of them.
struct ModelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "model",
        abstract: "Look into models and make variants of them.",
        subcommands: [
            ModelInspectCommand.self, ModelBenchCommand.self, ModelRecordCommand.self, ModelAccuracyCommand.self,
            ModelCompileCommand.self, ModelHeadsCommand.self, ModelSpecializeCommand.self,
            ModelFeaturesCommand.self,
            ModelReplayCommand.self,
        ]
    )
}
