import Testing

@testable import Inference
@testable import InferenceDNNL

/// Holds the served models against ONNX Runtime on real pictures.
@Suite("Whole models agree with ONNX Runtime")
struct WholeModelTests {
    private static let tolerance: Float = 1e-3

    @Test("oneDNN gives the logits of ONNX Runtime for 256 garments", arguments: ServedModel.allCases)
    func oneDNN(_ served: ServedModel) throws {
        try compare(served, DNNLBackend(), pictures: 256, batch: 16)
    }

    @Test("the portable backend gives the logits of ONNX Runtime", arguments: ServedModel.allCases)
    func portable(_ served: ServedModel) throws {
        // A debug build computes a few pictures a second.
        try compare(served, PortableBackend(), pictures: 3, batch: 2)
    }

    private func compare(
        _ served: ServedModel,
        _ backend: any InferenceBackend,
        pictures count: Int,
        batch: Int
    ) throws {
        let model = try served.load()
        let executor = try backend.prepare(model, precision: .f32, maxBatch: batch)
        let pictures = try Garments.pictures(count)
        let actual = try executor.logits(try executor.staged(pictures), batch: batch)
        let input = model.manifest.input
        let samples = pictures.map { picture in
            picture.map { (Float($0) * Float(input.scale) - Float(input.mean[0])) / Float(input.std[0]) }
        }
        let expected = try Reference.logits(model: served.path, samples: samples, exits: model.stages.count)
        for (exit, (actual, expected)) in zip(actual, expected).enumerated() {
            for (sample, (a, b)) in zip(actual, expected).enumerated() {
                let difference = Difference.largest(a, b)
                #expect(difference <= Self.tolerance, "exit \(exit), sample \(sample): \(difference)")
                #expect(a.firstIndex(of: a.max() ?? 0) == b.firstIndex(of: b.max() ?? 0), "sample \(sample)")
            }
        }
    }
}
