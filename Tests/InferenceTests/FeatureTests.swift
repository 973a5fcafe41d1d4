import Foundation
import Heads
import Kernel
import Testing

@testable import Inference
@testable import InferenceDNNL

/// What an exit's classifier reads, as other heads get it.
@Suite("Features")
struct FeatureTests {
    /// The exit's own classifier as a head: the file's weights, reordered for pictures that are stored channels last.
    private static func ownHead(_ model: StagedModel, stage: Int) throws -> LinearHead {
        let graph = model.graph
        let producers = graph.producers()
        let exit = graph.nodes[try #require(producers[model.cuts[stage].output])]
        let constants = exit.inputs.dropFirst().compactMap { $0.flatMap { graph.constants[$0]?.floats } }
        let features = try #require(model.cuts[stage].features)
        let flatten = graph.nodes[try #require(producers[features])]
        let shape = try model.shaped(batch: 1).shape(try #require(flatten.inputs[0]))
        let (channels, pixels) = (shape[1], shape[2] * shape[3])
        let count = channels * pixels
        let weights = (0..<constants[1].count).flatMap { row in
            (0..<count).map { constants[0][row * count + $0 % channels * pixels + $0 / channels] }
        }
        return LinearHead(weights: weights, bias: constants[1])
    }

    @Test("through the exit's own weights give the exit's own logits", arguments: [0, 1], ServedModel.allCases)
    func reproduceLogits(backend: Int, served: ServedModel) throws {
        let model = try served.load()
        let chosen: any InferenceBackend = backend == 0 ? DNNLBackend() : PortableBackend()
        let executor = try chosen.prepare(model, precision: .f32, maxBatch: 3, givesFeatures: true)
        var batch = try executor.staged(try Garments.pictures(3))
        for stage in model.stages.indices {
            let head = try Self.ownHead(model, stage: stage)
            let output = try executor.run(stage: stage, batch, stop: StopFlag()).samples
            for (index, sample) in output.enumerated() {
                let features = executor.features(of: index)
                #expect(features.count == model.stages[stage].features?.elementCount)
                let difference = Difference.first(
                    head.scores(of: features),
                    sample.logits,
                    absolute: 1e-3,
                    relative: 1e-3
                )
                #expect(difference == nil, "\(difference ?? "")")
            }
            batch = output.compactMap(\.next)
        }
    }

    @Test("change nothing about the logits, and are not there where nobody asked")
    func leaveLogits() throws {
        let model = try ServedModel.fashion.load()
        let (plain, rich) = try [false, true].map {
            try DNNLBackend().prepare(model, precision: .f32, maxBatch: 2, givesFeatures: $0)
        }.pair
        let pictures = try Garments.pictures(2)
        #expect(
            try plain.logits(try plain.staged(pictures), batch: 2) == rich.logits(try rich.staged(pictures), batch: 2)
        )
        #expect(plain.features(of: 0).isEmpty)
        #expect(!rich.features(of: 1).isEmpty)
    }
}

extension Array {
    /// The first two.
    fileprivate var pair: (Element, Element) { (self[0], self[1]) }
}

@Suite("Files of heads")
struct HeadFileTests {
    /// A repository of one model with such heads, gone after the test.
    private static func repository(_ heads: HeadSet, file: String) throws -> (ModelRepository, StagedModel) {
        let root = FileManager.default.temporaryDirectory.appending(path: "heads-\(UUID().uuidString)")
        let folder = root.appending(path: "fashion/1")
        try FileManager.default.createDirectory(
            at: folder.appending(path: "heads"),
            withIntermediateDirectories: true
        )
        for name in ["model.onnx", "model.json"] {
            let from = URL(fileURLWithPath: ServedModel.fashion.path).deletingLastPathComponent().appending(path: name)
            try FileManager.default.copyItem(at: from, to: folder.appending(path: name))
        }
        try JSONEncoder().encode(heads).write(to: folder.appending(path: "heads/\(file).json"))
        let repository = ModelRepository(root: root.path())
        return (repository, try repository.load(name: "fashion", version: "1"))
    }

    private static func heads(_ change: (inout HeadSet) -> Void = { _ in }) throws -> HeadSet {
        let model = try ServedModel.fashion.load()
        let exits = model.stages.enumerated().map { index, stage in
            let count = stage.features?.elementCount ?? 0
            return HeadSet.Exit(
                figures: ModelExit(name: "exit\(index)"),
                head: LinearHead(weights: [Float](repeating: 0, count: 2 * count), bias: [1, 0])
            )
        }
        let source = HeadSet.fingerprint(try Data(contentsOf: URL(fileURLWithPath: ServedModel.fashion.path)))
        var heads = HeadSet(task: "kind", classes: ["a", "b"], source: source, origin: "test", exits: exits)
        change(&heads)
        return heads
    }

    @Test("are read as they were written")
    func reads() throws {
        let heads = try Self.heads()
        let (repository, model) = try Self.repository(heads, file: "kind")
        defer { try? FileManager.default.removeItem(atPath: repository.root) }
        #expect(try repository.heads(of: model) == [heads])
        let reading = heads.reading(of: [Float](repeating: 3, count: 64), at: 2)
        #expect(reading.classIndex == 0 && abs(reading.confidence - 0.731) < 1e-3)
    }

    @Test("that do not belong to the network are refused", arguments: 0..<7)
    func refuses(fault: Int) throws {
        let heads = try Self.heads { heads in
            switch fault {
            case 0: heads.source = "0"
            case 1: heads.exits.removeLast()
            case 2: heads.classes.append("c")
            case 3: heads.exits[0].head = heads.exits[2].head
            case 4: heads.exits[1].figures.temperature = 0
            case 5: heads.task = "other"
            default: heads.format = 9
            }
        }
        let (repository, model) = try Self.repository(heads, file: "kind")
        defer { try? FileManager.default.removeItem(atPath: repository.root) }
        #expect(throws: ModelError.self) { try repository.heads(of: model) }
    }
}
