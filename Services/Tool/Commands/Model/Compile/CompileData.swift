import Foundation
import Inference
import ModelCompiler

/// The three sets of labeled images that a compilation needs, which must not share an image.
struct CompileData {
    let folder: String

    enum Split: String {
        /// What fits look at.
        case calibration
        /// What variants are chosen by.
        case validation
        /// What is reported.
        case test = "t10k"
    }

    func load(_ split: Split, for input: ModelInput, classes: Int) throws -> LabeledSamples {
        guard FileManager.default.fileExists(atPath: folder) else {
            throw ToolFailure.badData(
                "\(folder) is missing; deploy/models/training/make_compile_data.py writes it"
            )
        }
        let set = try DataSource.read(folder: folder, name: folder, size: input.elementCount, split: split.rawValue)
        let labels = set.labels ?? []
        guard labels.allSatisfy({ Int($0) < classes }) else {
            throw ToolFailure.badData(
                "\(folder): the split \(split.rawValue) has labels beyond the model's \(classes) classes"
            )
        }
        return LabeledSamples(samples: set.samples, labels: labels)
    }
}
