import Foundation
import Testing

@testable import Inference

/// `model.json` is read strictly, and held against its network.
@Suite("Manifests and repositories")
struct ManifestTests {
    @Test("the served models load, and their stages match their manifests", arguments: ServedModel.allCases)
    func served(_ served: ServedModel) throws {
        let model = try served.load()
        #expect(model.stages.count == 4)
        #expect(model.manifest.exits.count == 4)
        var sum = 0.0
        for (stage, exit) in zip(model.stages, model.manifest.exits) {
            sum += stage.mflop
            let declared = try #require(exit.mflop)
            #expect(abs(sum - declared) < 0.01 * declared)
            #expect(stage.logits.shape == [10])
        }
        #expect(model.stages.dropLast().allSatisfy { $0.carried.count == 1 })
        #expect(model.stages.map(\.parameterCount).reduce(0, +) > 100_000)
    }

    @Test("the repository lists what it can load")
    func listing() throws {
        let names = try ServedModel.repository.manifests().map(\.name)
        #expect(names == ["fashion", "fashion-hard"])
    }

    @Test("a bare file gets a manifest of its own")
    func bareFile() throws {
        let model = try StagedModel(onnx: ServedModel.fashion.path)
        #expect(model.manifest.name == "model")
        #expect(model.manifest.exits.map(\.name) == model.stages.map(\.name))
        #expect(model.manifest.exits.allSatisfy { $0.temperature == 1 })
        #expect(model.manifest.input.shape == [1, 28, 28])
    }

    @Test("names cannot lead out of the repository", arguments: ["..", "", "a/b", ".hidden"])
    func traversal(name: String) {
        #expect(throws: ModelError.self) { try ServedModel.repository.load(name: name, version: "1") }
        #expect(throws: ModelError.self) { try ServedModel.repository.load(name: "fashion", version: name) }
    }

    @Test(
        "a manifest that contradicts the network is refused with the field",
        arguments: [
            ("\"mandatory_exit\": 0", "\"mandatory_exit\": 9", "mandatory_exit"),
            ("\"layout\": \"NCHW\"", "\"layout\": \"NHWC\"", "input.layout"),
            ("\"default_threshold\": 0.9", "\"default_threshold\": 1.5", "default_threshold"),
            ("\"version\": \"1\"", "\"version\": \"2\"", "version"),
            ("\"name\": \"fashion\"", "\"name\": \"other\"", "name"),
            ("\"classes\": [", "\"classes\": [\"one more\",", "classes"),
            ("\"exits\": [", "\"exits\": [{\"name\": \"more\", \"temperature\": 1},", "exits"),
            ("\"default_deadline_ms\": 100", "\"default_deadline_ms\": \"soon\"", "default_deadline_ms"),
        ]
    )
    func contradiction(old: String, new: String, field: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let target = folder.appending(path: "fashion/1")
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let source = URL(fileURLWithPath: ServedModel.root + "/deploy/models/fashion/1")
        let text = try String(contentsOf: source.appending(path: "model.json"), encoding: .utf8)
        let changed = text.replacing(old, with: new)
        try #require(changed != text, "the manifest has no \(old)")
        try Data(changed.utf8).write(to: target.appending(path: "model.json"))
        try FileManager.default.createSymbolicLink(
            at: target.appending(path: "model.onnx"),
            withDestinationURL: source.appending(path: "model.onnx")
        )
        do throws(ModelError) {
            _ = try ModelRepository(root: folder.path).load(name: "fashion", version: "1")
            Issue.record("it was accepted")
        } catch {
            guard case .invalidManifest(_, let actual, _) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(actual == field)
        }
    }
}
