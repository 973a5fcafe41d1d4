import Foundation
import Inference
import ModelCompiler

/// `ranges.json` beside a network: made from calibration images, written as a whole or not at all.
struct RangesFile {
    let path: String
    private let model: StagedModel
    private let network: String

    /// - Parameter model: Of a repository.
    /// - Throws: ``ToolFailure`` for another.
    init(_ model: StagedModel) throws {
        let folder = try model.repositoryFolder
        self.model = model
        path = "\(folder)/\(ActivationRanges.fileName)"
        network = "\(folder)/model.onnx"
    }

    /// Measures and writes.
    @discardableResult
    func make(from samples: LabeledSamples, rule: RangeRule = .squaredError) throws -> ActivationRanges {
        let progress = ProgressText()
        defer { progress.end() }
        let source = HeadSet.fingerprint(try Files.bytes(of: network))
        let name = model.manifest.name
        let ranges = try RangeMeasurement.ranges(of: model, samples: samples, rule: rule, source: source) {
            progress.show("\(name): measuring ranges", $0)
        }
        try ranges.check(against: model, source: source, path: path)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        try Files.write(try encoder.encode(ranges) + Data("\n".utf8), to: path)
        return ranges
    }
}
