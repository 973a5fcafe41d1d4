import Inference
import ModelCompiler

/// The data of one compilation, and the original's activations once somebody needs them.
final class CompileWork {
    let calibration: LabeledSamples
    let validation: LabeledSamples
    let test: LabeledSamples
    private let model: StagedModel
    private var known: Teacher?

    init(_ model: StagedModel, _ data: CompileData) throws {
        self.model = model
        let classes = model.manifest.classes.count
        calibration = try data.load(.calibration, for: model.manifest.input, classes: classes)
        validation = try data.load(.validation, for: model.manifest.input, classes: classes)
        test = try data.load(.test, for: model.manifest.input, classes: classes)
    }

    /// Makes a variant's network, with progress on the terminal.
    func graph(_ recipe: Recipe) throws -> Graph {
        let progress = ProgressText()
        defer { progress.end() }
        guard recipe.method != .exact else { return try VariantBuilder.exact(model, exits: recipe.exits) }
        let teacher =
            try known
            ?? Teacher(
                model,
                samples: SampleRunner.normalized(calibration.samples, for: model.manifest.input)
            ) { progress.show("\(model.manifest.name): looking at activations", $0) }
        known = teacher
        return try VariantBuilder.graph(recipe, from: teacher) { progress.show("\(recipe.name): fitting", $0) }
    }
}
