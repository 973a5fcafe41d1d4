import Foundation

@testable import Inference

/// The models that this repository serves.
enum ServedModel: String, CaseIterable {
    case fashion
    case fashionHard = "fashion-hard"

    static let repository = ModelRepository(root: root + "/deploy/models")

    /// The checkout.
    static let root: String = {
        let file = URL(fileURLWithPath: #filePath)
        return (0..<4).reduce(file) { url, _ in url.deletingLastPathComponent() }.path
    }()

    func load() throws -> StagedModel { try Self.repository.load(name: rawValue, version: "1") }

    var path: String { "\(Self.root)/deploy/models/\(rawValue)/1/model.onnx" }
}

extension StageExecutor {
    /// Stages pictures as raw bytes.
    func staged(_ pictures: [[UInt8]]) throws -> [SampleActivation] {
        try pictures.map { picture in
            try picture.withUnsafeBytes { try stage(input: $0, datatype: .uint8) }
        }
    }

    /// Stages normalized samples.
    func staged(floats samples: [[Float]]) throws -> [SampleActivation] {
        try samples.map { sample in try sample.withUnsafeBytes { try stage(input: $0) } }
    }

    /// The logits of every exit, by exit and then by sample, computed in batches of at most `batch`.
    func logits(_ samples: [SampleActivation], batch: Int) throws -> [[[Float]]] {
        var waiting = samples
        var exits: [[[Float]]] = []
        for stage in model.stages.indices {
            var results: [StageOutput.Sample] = []
            for start in stride(from: 0, to: waiting.count, by: batch) {
                let part = Array(waiting[start..<min(start + batch, waiting.count)])
                results += try run(stage: stage, part, stop: StopFlag()).samples
            }
            exits.append(results.map(\.logits))
            waiting = results.compactMap(\.next)
        }
        return exits
    }
}
