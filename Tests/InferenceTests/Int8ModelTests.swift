import Foundation
import Testing

@testable import Inference
@testable import InferenceDNNL

/// The served networks answer in bytes nearly as in floats.
@Suite("int8")
struct Int8ModelTests {
    private static let count = 400

    private static func winner(_ logits: [Float]) -> Int { logits.firstIndex(of: logits.max() ?? 0) ?? 0 }

    private static func executor(_ model: StagedModel, _ precision: Precision) throws -> any StageExecutor {
        try DNNLBackend().prepare(model, precision: precision, maxBatch: 16, givesFeatures: true)
    }

    @Test("real garments get the class of f32 but for 3 in 100, and as many right ones but for 1 in 100")
    func accuracy() throws {
        let model = try ServedModel.fashion.load()
        let (pictures, labels) = (try Garments.pictures(Self.count), try Garments.labels(Self.count))
        let (wide, narrow) = (try Self.executor(model, .f32), try Self.executor(model, .int8))
        let expected = try wide.logits(try wide.staged(pictures), batch: 16)
        let actual = try narrow.logits(try narrow.staged(pictures), batch: 16)
        for (exit, (a, b)) in zip(actual, expected).enumerated() {
            let (bytes, floats) = (a.map(Self.winner), b.map(Self.winner))
            let equal = zip(bytes, floats).count { $0 == $1 }
            #expect(equal * 100 >= Self.count * 97, "exit \(exit): \(equal) of \(Self.count) as f32")
            let right = [bytes, floats].map { classes in zip(classes, labels).count { $0 == Int($1) } }
            #expect(abs(right[0] - right[1]) * 100 <= Self.count, "exit \(exit): \(right)")
        }
    }

    @Test("the other network and its kept variants get the class of f32 but for 4 in 100")
    func variants() throws {
        let folder = "\(ServedModel.root)/deploy/models/fashion-hard/1/variants"
        let repository = ModelRepository(root: folder)
        let models =
            try [ServedModel.fashionHard.load()]
            + repository.manifests().map { try repository.load(name: $0.name, version: $0.version) }
        let pictures = try Garments.pictures(100)
        for model in models {
            let (wide, narrow) = (try Self.executor(model, .f32), try Self.executor(model, .int8))
            let expected = try #require(try wide.logits(try wide.staged(pictures), batch: 16).last)
            let actual = try #require(try narrow.logits(try narrow.staged(pictures), batch: 16).last)
            let equal = zip(actual, expected).count { Self.winner($0) == Self.winner($1) }
            #expect(equal >= 96, "\(model.manifest.name): \(equal) of 100 as f32")
        }
    }

    @Test("the library and the reference give nearly the same logits of real garments")
    func reference() throws {
        let model = try ServedModel.fashion.load()
        let pictures = try Garments.pictures(4)
        let results = try [DNNLBackend(), PortableBackend()].map { (backend: any InferenceBackend) in
            let executor = try backend.prepare(model, precision: .int8, maxBatch: 4)
            return try executor.logits(try executor.staged(pictures), batch: 4).flatMap { $0.flatMap { $0 } }
        }
        #expect(Difference.largest(results[0], results[1]) < 0.25)
    }

    @Test("another task's heads read the features of bytes as well as those of floats")
    func heads() throws {
        let model = try ServedModel.fashion.load()
        let heads = try #require(try ServedModel.repository.heads(of: model).first)
        let pictures = try Garments.pictures(200)
        let answers = try [Precision.f32, .int8].map { precision in
            let executor = try Self.executor(model, precision)
            var batch = try executor.staged(pictures)
            return try model.stages.indices.map { stage in
                var (answers, next): ([Int], [SampleActivation]) = ([], [])
                for start in stride(from: 0, to: batch.count, by: 10) {
                    let part = Array(batch[start..<start + 10])
                    let output = try executor.run(stage: stage, part, stop: StopFlag()).samples
                    answers += part.indices.map { heads.reading(of: executor.features(of: $0), at: stage).classIndex }
                    next += output.compactMap(\.next)
                }
                batch = next
                return answers
            }
        }
        for (exit, (floats, bytes)) in zip(answers[0], answers[1]).enumerated() {
            #expect(zip(floats, bytes).count { $0 == $1 } >= 196, "exit \(exit)")
        }
    }

    @Test("a sample's answer hardly depends on its batch, and a smaller arena is enough")
    func batches() throws {
        let model = try ServedModel.fashion.load()
        let (wide, narrow) = (try Self.executor(model, .f32), try Self.executor(model, .int8))
        let pictures = try narrow.staged(try Garments.pictures(8))
        let single = try narrow.logits(pictures, batch: 1).flatMap { $0.flatMap { $0 } }
        let together = try narrow.logits(pictures, batch: 8).flatMap { $0.flatMap { $0 } }
        #expect(Difference.largest(single, together) < 0.25)
        #expect(narrow.footprint.weightBytes * 3 < wide.footprint.weightBytes)
    }
}
