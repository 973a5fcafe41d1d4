import Foundation
import Testing

@testable import Inference

/// `catalog.json` is held against the model beside which it lies; what is wrong with it is told with file and field.
@Suite("Catalogs of variants")
struct VariantCatalogTests {
    private static let source = URL(fileURLWithPath: ServedModel.root + "/deploy/models/fashion-hard/1")

    /// A repository with the served model, whose catalog and variants are given to the closure first.
    private func variants(
        replacing old: String = "",
        with new: String = "",
        _ change: (URL) throws -> Void = { _ in }
    ) throws -> (found: [ModelVariant], faults: [ModelError]) {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let target = folder.appending(path: "fashion-hard/1")
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["model.json", "model.onnx"] {
            let link = target.appending(path: name)
            try FileManager.default.createSymbolicLink(at: link, withDestinationURL: Self.source.appending(path: name))
        }
        try FileManager.default.copyItem(
            at: Self.source.appending(path: "variants"),
            to: target.appending(path: "variants")
        )
        let text = try String(contentsOf: Self.source.appending(path: "catalog.json"), encoding: .utf8)
        let changed = old.isEmpty ? text : text.replacing(old, with: new, maxReplacements: 1)
        try #require(old.isEmpty || changed != text, "the catalog has no \(old)")
        try Data(changed.utf8).write(to: target.appending(path: "catalog.json"))
        try change(target)
        let repository = ModelRepository(root: folder.path)
        return repository.variants(of: try repository.load(name: "fashion-hard", version: "1").manifest)
    }

    @Test("the served catalog gives the variants that it keeps, with the accuracies that it measured")
    func served() throws {
        let (found, faults) = try variants()
        #expect(faults == [])
        #expect(found.map(\.name) == ["rank33", "rank20"])
        #expect(found.map { $0.manifest.exits.last?.accuracy } == [0.8334, 0.8142])
    }

    @Test("a model without a catalog has no variants, and that is no fault")
    func absent() throws {
        let repository = ServedModel.repository
        let manifest = try #require(try repository.manifests().first { $0.name == "fashion" })
        let (found, faults) = repository.variants(of: manifest)
        #expect(found.isEmpty && faults.isEmpty)
    }

    @Test(
        "a catalog that makes no sense is told with its field",
        arguments: [
            ("{", "[", ""), ("\"format\" : 1", "\"format\" : 9", "format"),
            ("\"model\" : \"fashion-hard\"", "\"model\" : \"fashion\"", "model"),
            ("\"source\" : \"5", "\"source\" : \"6", "source"),
            ("\"kept\" : false", "\"kept\" : 3", "entries.Index 0.kept"),
            ("\"name\" : \"exact\"", "\"name\" : \"../exact\"", "entries.0.name"),
            ("\"name\" : \"rank66\"", "\"name\" : \"rank50\"", "entries"),
            ("\"accuracy\" : 0.6642", "\"accuracy\" : 66.42", "entries.0.exits.0.accuracy"),
        ]
    )
    func senseless(old: String, new: String, field: String) throws {
        let (found, faults) = try variants(replacing: old, with: new)
        #expect(found.isEmpty)
        guard case .invalidManifest(let path, let actual, _)? = faults.first, faults.count == 1 else {
            Issue.record("\(faults)")
            return
        }
        #expect(path.hasSuffix("fashion-hard/1/catalog.json"))
        #expect(actual == field)
    }

    @Test("a variant whose files are missing or broken is told of, and the others are found")
    func incomplete() throws {
        let missing = "variants/fashion-hard-rank33/1/model.onnx"
        let (found, faults) = try variants { try FileManager.default.removeItem(at: $0.appending(path: missing)) }
        #expect(found.map(\.name) == ["rank20"])
        guard case .unreadable(let path, _)? = faults.first else {
            Issue.record("\(faults)")
            return
        }
        #expect(path.hasSuffix(missing))
        let manifest = "variants/fashion-hard-rank20/1/model.json"
        let broken = try variants { try Data("{\"name\": 3}".utf8).write(to: $0.appending(path: manifest)) }
        #expect(broken.found.map(\.name) == ["rank33"])
        guard case .invalidManifest(let path, "name", _)? = broken.faults.first else {
            Issue.record("\(broken.faults)")
            return
        }
        #expect(path.hasSuffix(manifest))
    }

    @Test("a variant that the catalog does not measure at every exit is no stand-in")
    func unmeasured() throws {
        let (found, faults) = try variants { target in
            let path = target.appending(path: "variants/fashion-hard-rank33/1/model.json")
            let text = try String(contentsOf: path, encoding: .utf8)
            let exit = "{\"name\": \"more\", \"temperature\": 1},"
            try Data(text.replacing("\"exits\" : [", with: "\"exits\" : [" + exit).utf8).write(to: path)
        }
        #expect(found.map(\.name) == ["rank20"])
        guard case .invalidManifest(_, "entries.5.exits", _)? = faults.first else {
            Issue.record("\(faults)")
            return
        }
    }
}
