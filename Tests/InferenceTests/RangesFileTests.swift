import Foundation
import Testing

@testable import Inference
@testable import InferenceDNNL

/// `ranges.json` is held against the network beside it; what is wrong with it is told with the file, when it is needed.
@Suite("Ranges of activations")
struct RangesFileTests {
    private static let source = URL(fileURLWithPath: ServedModel.root + "/deploy/models/fashion/1")

    /// A repository with the served model and the given ranges; `nil` for none.
    private func withModel<Result>(ranges text: String?, _ body: (StagedModel) throws -> Result) throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let target = folder.appending(path: "fashion/1")
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["model.json", "model.onnx"] {
            let link = target.appending(path: name)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: Self.source.appending(path: name))
        }
        if let text { try Data(text.utf8).write(to: target.appending(path: "ranges.json")) }
        return try body(try ModelRepository(root: folder.path).load(name: "fashion", version: "1"))
    }

    private static func served() throws -> String {
        try String(contentsOf: source.appending(path: "ranges.json"), encoding: .utf8)
    }

    private func complaint(_ text: String?) throws -> String {
        try withModel(ranges: text) { model in
            let backends: [any InferenceBackend] = [DNNLBackend(), PortableBackend()]
            let errors = backends.map { backend in
                #expect(throws: ModelError.self) { try backend.prepare(model, precision: .int8, maxBatch: 1) }
            }
            #expect(errors[0] == errors[1])
            // Nobody else is bothered.
            _ = try DNNLBackend().prepare(model, precision: .f32, maxBatch: 1)
            return try #require(errors[0]).description
        }
    }

    @Test("of the served models are those of their networks", arguments: ServedModel.allCases)
    func served(model: ServedModel) throws {
        let staged = try model.load()
        let ranges = try staged.ranges()
        #expect(ranges.ranges.count == RangeCalibration.values(in: staged.graph).count)
        #expect(ranges.ranges.allSatisfy { $0.minimum == 0 }, "every convolution reads what Relu gives")
    }

    @Test("of the kept variants are those of their networks")
    func variants() throws {
        let folder = "\(ServedModel.root)/deploy/models/fashion-hard/1/variants"
        let repository = ModelRepository(root: folder)
        let manifests = try repository.manifests()
        #expect(manifests.count == 2)
        for manifest in manifests {
            let ranges = try repository.load(name: manifest.name, version: manifest.version).ranges()
            #expect(ranges.ranges.contains { $0.minimum < 0 }, "a factorized layer has a signed middle")
        }
    }

    @Test("that are missing are named with the command that makes them")
    func missing() throws {
        let text = try complaint(nil)
        #expect(text.contains("fashion/1/ranges.json") && text.contains("rubato model calibrate"))
    }

    @Test("of a bare network file are missing too")
    func bare() throws {
        let model = try StagedModel(onnx: ServedModel.fashion.path)
        let error = #expect(throws: ModelError.self) { try model.ranges() }
        #expect(try #require(error).description.contains("int8"))
    }

    @Test(
        "that are damaged or another network's are refused with file and field",
        arguments: [
            ("\"format\" : 1", "\"format\" : 2", "format"), ("\"source\" : \"", "\"source\" : \"0", "source"),
            ("\"maximum\" : ", "\"maximum\" : -", "ranges.0"), ("\"minimum\" : 0", "\"minimum\" : 1", "ranges.0"),
            ("\"maximum\" : ", "\"greatest\" : ", "maximum"), ("/Relu_output_0", "/Relu_output_9", "Relu_output_0"),
            ("\"rule\" : \"", "\"rule\" : \"no-", "rule"), ("\"ranges\"", "\"range\"", "ranges"),
            ("}", "", "ranges.json"),
        ]
    )
    func damaged(old: String, new: String, named: String) throws {
        let whole = try Self.served()
        let changed = whole.replacing(old, with: new, maxReplacements: 1)
        try #require(changed != whole)
        let text = try complaint(changed)
        #expect(text.contains("fashion/1/ranges.json") && text.contains(named), "\(text)")
    }

    @Test("that name a value twice, or fill more than a file may, are refused")
    func limits() throws {
        let whole = try Self.served()
        let first = try #require(whole.firstMatch(of: /\{\s*"maximum"[^}]*\},/)).output
        #expect(try complaint(whole.replacing(first, with: first + first, maxReplacements: 1)).contains("two of one"))
        let large = whole + String(repeating: " ", count: ActivationRanges.fileByteLimit)
        #expect(try complaint(large).contains("limit"))
        #expect(try complaint("").contains("ranges.json"))
    }
}
