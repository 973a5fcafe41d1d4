import ArgumentParser
import Foundation
import Inference
import ModelCompiler
import ToolPolicy

/// Measures what int8 needs to know of a model's activations, and keeps it beside the network.
struct ModelCalibrateCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "calibrate",
        abstract: "Measure the ranges of a model's activations, which --precision int8 needs.",
        discussion: """
            Runs calibration images in f32 and writes ranges.json beside model.onnx, of the model and of the variants \
            that its catalog keeps. The ranges belong to that very network file; another one is refused with them.
            """
    )

    @OptionGroup var choice: ModelOptions

    @Option(
        help: ArgumentHelp(
            "Folder with the split calibration, as make_compile_data.py writes it.",
            valueName: "folder"
        )
    )
    var data: String

    @Option(help: "What becomes the range: squared-error, percentile (99.99 %) or largest.")
    var rule = RangeRule.squaredError

    func run() throws {
        try ToolFailure.reporting {
            let staged = try choice.load()
            let classes = staged.manifest.classes.count
            let samples = try CompileData(folder: data).load(.calibration, for: staged.manifest.input, classes: classes)
            do {
                for network in [staged] + (try variants(of: staged)) {
                    let file = try RangesFile(network)
                    Console.print(Self.text(try file.make(from: samples, rule: rule), at: file.path))
                }
            } catch let error as ModelError {
                throw ToolFailure.badData("\(error)")
            } catch let error as InferenceError {
                throw ToolFailure.badData("\(error)")
            }
        }
    }

    private func variants(of staged: StagedModel) throws -> [StagedModel] {
        let root = "\(try staged.repositoryFolder)/\(Catalog.variantFolder)"
        guard FileManager.default.fileExists(atPath: root) else { return [] }
        let repository = ModelRepository(root: root)
        return try repository.manifests().map { try repository.load(name: $0.name, version: $0.version) }
    }

    private static func text(_ ranges: ActivationRanges, at path: String) -> String {
        var table = TextTable(header: ["value", "minimum", "maximum"], alignments: [.left])
        for range in ranges.ranges {
            table.append([range.value] + [range.minimum, range.maximum].map { String(format: "%.4f", $0) })
        }
        return "\(path): \(ranges.samples) images\n\n\(table.plain)"
    }
}

extension RangeRule: ExpressibleByArgument {}
