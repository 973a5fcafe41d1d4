import ArgumentParser
import Foundation
import Heads
import Inference
import ModelCompiler

/// Stores what a model's first exits read of labeled images, for the cloud tier to train heads from.
struct ModelFeaturesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "features",
        abstract: "Store features of training images beside a model, for heads that are trained while it is served.",
        discussion: """
            Writes features.bin: what the first exits' classifiers read, in a byte a number, and what every exit says. A \
            cloud tier that finds it trains heads for the classes that dominate a stream. It belongs to this very network.
            """
    )

    @OptionGroup var choice: ModelOptions

    @Option(
        help: ArgumentHelp(
            "Folder with the splits calibration and validation, as make_compile_data.py writes them.",
            valueName: "folder"
        )
    )
    var data: String

    @Option(help: "Calibration images to learn from.")
    var training = 3_000

    @Option(help: "Validation images to choose by.")
    var held = 2_000

    @Option(help: "Exits whose features are kept, from the shallowest on.")
    var exits = 1

    func validate() throws {
        guard (20...100_000).contains(training), (20...100_000).contains(held) else {
            throw ValidationError("--training and --held must be 20…100000")
        }
        guard exits > 0 else { throw ValidationError("--exits must be above 0") }
    }

    func run() throws {
        try ToolFailure.reporting {
            let staged = try choice.load()
            guard exits <= staged.stages.count else {
                throw ToolFailure.badData("\(staged.manifest.name) has \(staged.stages.count) exits")
            }
            let folder = try staged.repositoryFolder
            let source = HeadSet.fingerprint(try Files.bytes(of: "\(folder)/model.onnx"))
            let stored = try stored(staged, source: UInt64(source, radix: 16) ?? 0)
            let path = "\(folder)/\(ModelRepository.featureFile)"
            try Files.write(Data(stored.bytes), to: path)
            Console.print("\(path): \(stored.labels.count) samples, \(stored.bytes.count) bytes")
        }
    }

    private func stored(_ staged: StagedModel, source: UInt64) throws -> StoredFeatures {
        let (data, reader) = (CompileData(folder: data), try FeatureReader(staged))
        func features(_ split: CompileData.Split, first count: Int) throws -> FeatureReader.Features {
            let set = try data.load(split, for: staged.manifest.input, classes: staged.manifest.classes.count)
            let part = min(count, set.samples.count)
            return try reader.read(
                Array(set.samples.prefix(part)),
                labels: Array(set.labels.prefix(part)),
                title: split.rawValue
            )
        }
        let (training, held) = (
            try features(.calibration, first: training), try features(.validation, first: held)
        )
        let readings = staged.stages.indices.map { exit in
            (training.readings[exit] + held.readings[exit]).map {
                StoredFeatures.Reading(classIndex: $0.classIndex, confidence: $0.confidence)
            }
        }
        return StoredFeatures(
            source: source,
            classCount: staged.manifest.classes.count,
            labels: training.labels + held.labels,
            trainingCount: training.labels.count,
            readings: readings,
            features: (0..<exits).map { training.numbers[$0] + held.numbers[$0] }
        )
    }
}
