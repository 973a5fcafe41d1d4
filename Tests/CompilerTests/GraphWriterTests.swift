import Foundation
import Testing

@testable import Inference
@testable import ModelCompiler

@Suite("A written network")
struct GraphWriterTests {
    private static let root: String = {
        let file = URL(fileURLWithPath: #filePath)
        return (0..<3).reduce(file) { url, _ in url.deletingLastPathComponent() }.path
    }()

    private func variant() throws -> (model: StagedModel, graph: Graph) {
        let model = try SmallNetwork().model()
        let teacher = try model.teacher(SmallNetwork.pictures(100))
        return (model, try VariantBuilder.graph(Recipe(.mixed, work: 0.6), from: teacher))
    }

    @Test("says the same when it is read back")
    func readsBack() throws {
        let (model, graph) = try variant()
        let bytes = try GraphWriter.bytes(of: graph)
        let read = try bytes.withUnsafeBytes { try Graph(onnx: $0) }
        let pictures = SmallNetwork.pictures(40, seed: 5)
        let (one, other) = (
            try StagedModel(graph: graph, manifest: model.manifest).logits(pictures),
            try StagedModel(graph: read, manifest: model.manifest).logits(pictures)
        )
        #expect(one == other)
    }

    @Test("says the same in ONNX Runtime")
    func agreesWithONNXRuntime() throws {
        let (model, graph) = try variant()
        let path = FileManager.default.temporaryDirectory.appendingPathComponent("\(UUID().uuidString).onnx")
        try Data(try GraphWriter.bytes(of: graph)).write(to: path)
        defer { try? FileManager.default.removeItem(at: path) }
        let pictures = SmallNetwork.pictures(16, seed: 6)
        let samples = SampleRunner.normalized(pictures, for: model.manifest.input)
        let expected = try reference(path.path, samples.numbers)
        let own = try StagedModel(graph: graph, manifest: model.manifest).logits(pictures)
        let flat = own.joined().joined().map { $0 }
        try #require(expected.count == flat.count)
        #expect(zip(expected, flat).allSatisfy { abs($0 - $1) < 1e-3 })
    }

    @Test("keeps the served models' answers", arguments: ["fashion", "fashion-hard"])
    func servedModels(name: String) throws {
        let model = try ModelRepository(root: "\(Self.root)/deploy/models").load(name: name, version: "1")
        let read = try GraphWriter.bytes(of: model.graph).withUnsafeBytes { try Graph(onnx: $0) }
        let pictures = (0..<8).map { number in
            ArraySlice((0..<784).map { UInt8(truncatingIfNeeded: ($0 * 7 + number * 13) % 251) })
        }
        let other = try StagedModel(graph: read, manifest: model.manifest)
        #expect(try model.logits(pictures) == other.logits(pictures))
    }

    /// By exit, picture and class, as `reference.py` writes them.
    private func reference(_ model: String, _ samples: [Float]) throws -> [Float] {
        let python = "\(Self.root)/.venv-test/bin/python"
        try #require(FileManager.default.isExecutableFile(atPath: python), "no Python with onnxruntime at \(python)")
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["\(Self.root)/Tests/InferenceTests/reference.py", model]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: samples.withUnsafeBytes { Data($0) })
        try input.fileHandleForWriting.close()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "reference.py failed")
        return data.withUnsafeBytes { bytes in
            (0..<bytes.count / 4).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
        }
    }
}
