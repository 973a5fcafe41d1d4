package import ArgumentParser
import FoundationEssentials
package import Inference

/// What every member that runs models can be told, by `@OptionGroup`.
package struct LoadOptions: ParsableArguments, Sendable {
    @Option(help: ArgumentHelp("Model repository: NAME/VERSION/model.onnx and model.json.", valueName: "folder"))
    package var models = "deploy/models"

    @Option(help: ArgumentHelp("Serve only this model; may be given several times.", valueName: "name"))
    package var model: [String] = []

    @Option(help: "Number format of weights and activations: f32, bf16 or int8.")
    package var precision = Precision.f32

    @Option(help: "Kernels: auto, onednn or portable.")
    package var backend = BackendChoice.auto

    @Option(help: "Largest batch that is prepared and measured.")
    package var maxBatch = 16

    @Option(help: "How long the stages of one model are measured on first start.")
    package var profileSeconds = 3.0

    @Option(help: "The factor on the measured quantile that makes it a bound.")
    package var profileMargin = 1.2

    @Option(help: ArgumentHelp("Where profiles are kept between starts; empty keeps none.", valueName: "folder"))
    package var cacheDir = LoadOptions.defaultCacheFolder

    @Flag(help: "Measure, print the profiles as JSON and exit.")
    package var profileOnly = false

    package init() {}

    package func validate() throws {
        guard (1...256).contains(maxBatch) else { throw ValidationError("--max-batch must be 1…256") }
        guard (0...600).contains(profileSeconds) else { throw ValidationError("--profile-seconds must be 0…600") }
        guard (1...10).contains(profileMargin) else { throw ValidationError("--profile-margin must be 1…10") }
    }

    package var settings: LoadSettings {
        LoadSettings(
            models: models,
            names: model,
            backend: backend,
            precision: precision,
            maxBatch: maxBatch,
            profiling: ProfileSettings(seconds: profileSeconds, margin: profileMargin),
            cacheFolder: cacheDir.isEmpty ? nil : cacheDir
        )
    }

    private static var defaultCacheFolder: String {
        let environment = ProcessInfo.processInfo.environment
        if let cache = environment["XDG_CACHE_HOME"], !cache.isEmpty { return "\(cache)/rubato" }
        return environment["HOME"].map { "\($0)/.cache/rubato" } ?? ""
    }
}

extension Precision: ExpressibleByArgument {}
extension BackendChoice: ExpressibleByArgument {}
