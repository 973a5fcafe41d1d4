import Foundation
import Inference
import Testing

@testable import ModelCompiler
@testable import Tool

@Suite("A compilation")
struct CompileSessionTests {
    /// A repository with one small model, and images for it.
    private struct Place {
        let root: String
        var models: String { "\(root)/models" }
        var data: String { "\(root)/data" }
        var folder: String { "\(models)/small/1" }

        init() throws {
            root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
            try Files.makeFolder(folder)
            try Files.makeFolder(data)
            let model = try SmallNetwork().model()
            try Files.write(Data(try GraphWriter.bytes(of: model.graph)), to: "\(folder)/model.onnx")
            try Files.write(try JSONEncoder().encode(model.manifest), to: "\(folder)/model.json")
            for (number, split) in ["calibration", "validation", "t10k"].enumerated() {
                try writeSplit(split, SmallNetwork.pictures(96, seed: UInt64(number + 50)), model)
            }
        }

        /// What the model itself says is called right for four pictures of five.
        private func writeSplit(_ name: String, _ pictures: [ArraySlice<UInt8>], _ model: StagedModel) throws {
            let answers = try model.logits(pictures)[1].enumerated().map { number, row in
                UInt8((model.manifest.exits[1].reading(of: row).classIndex + (number % 5 == 0 ? 1 : 0)) % 3)
            }
            let count = UInt8(pictures.count)
            let images: [UInt8] = [0, 0, 8, 3, 0, 0, 0, count, 0, 0, 0, 8, 0, 0, 0, 8] + pictures.flatMap { $0 }
            try Files.write(Data(images), to: "\(data)/\(name)-images-idx3-ubyte")
            try Files.write(Data([0, 0, 8, 1, 0, 0, 0, count] + answers), to: "\(data)/\(name)-labels-idx1-ubyte")
        }

        func session(isFresh: Bool = false) throws -> CompileSession {
            try CompileSession(
                model: try ModelFinder(repository: models).find("small"),
                data: CompileData(folder: data),
                profiler: VariantProfiler(devices: [], seconds: 0.02, meter: EnergyMeter(statedWatts: 5)),
                isFresh: isFresh
            )
        }

        func remove() { try? FileManager.default.removeItem(atPath: root) }
    }

    private static let recipes = [Recipe(.exact), Recipe(.rank, work: 0.7), Recipe(.prune, work: 0.7)]

    @Test("that goes on measures nothing again and ends with the same catalog")
    func resumes() throws {
        let place = try Place()
        defer { place.remove() }
        let whole = try place.session().compile(Self.recipes, drops: [1])
        #expect(whole.entries.count == 3)
        // As an interrupted run leaves it: one variant is not measured yet.
        var part = whole
        part.entries.removeAll { $0.name == "prune70" }
        try CatalogFile(path: "\(place.folder)/catalog.json").write(part)
        let resumed = try place.session().compile(Self.recipes, drops: [1])
        #expect(resumed[name: "rank70"]?.devices == whole[name: "rank70"]?.devices)
        #expect(resumed[name: "exact"]?.loadMilliseconds == whole[name: "exact"]?.loadMilliseconds)
        #expect(resumed.entries.map(\.name) == whole.entries.map(\.name))
        #expect(resumed.entries.map(\.exits) == whole.entries.map(\.exits))
        #expect(try place.session().compile(Self.recipes, drops: [1]) == resumed)
    }

    @Test("leaves the chosen variants as models that can be served, and no others")
    func keepsModels() throws {
        let place = try Place()
        defer { place.remove() }
        let catalog = try place.session().compile(Self.recipes, drops: [1])
        let kept = catalog.entries.filter(\.isKept)
        #expect(kept.count == 1)
        let repository = ModelRepository(root: "\(place.folder)/variants")
        #expect(try repository.manifests().map(\.name) == kept.map { "small-\($0.name)" })
        let model = try repository.load(name: "small-\(kept[0].name)", version: "1")
        #expect(model.manifest.exits == kept[0].exits)
        #expect(model.manifest.family == "small")
        let work = model.stages.reduce(0) { $0 + $1.mflop }
        #expect(abs(work - kept[0].mflop) < 1e-3)
    }

    @Test("makes a chosen variant again whose files an earlier choice has removed")
    func choosesAgain() throws {
        let place = try Place()
        defer { place.remove() }
        _ = try place.session().compile(Self.recipes, drops: [1])
        let none = try place.session().compile(Self.recipes, drops: [])
        #expect(none.entries.filter(\.isKept).isEmpty)
        #expect(try FileManager.default.contentsOfDirectory(atPath: "\(place.folder)/variants").isEmpty)
        let again = try place.session().compile(Self.recipes, drops: [1])
        #expect(try ModelRepository(root: "\(place.folder)/variants").manifests().count == 1)
        #expect(again.entries.count { $0.isKept } == 1)
    }

    @Test("may be timed again, which changes nothing but times")
    func retimes() throws {
        let place = try Place()
        defer { place.remove() }
        #expect(throws: ToolFailure.self) { try place.session().retime() }
        let catalog = try place.session().compile(Self.recipes, drops: [1])
        let retimed = try place.session().retime()
        #expect(retimed.entries.map(\.exits) == catalog.entries.map(\.exits))
        #expect(retimed.entries.map(\.isKept) == catalog.entries.map(\.isKept))
        #expect(retimed[name: "exact"]?.devices != catalog[name: "exact"]?.devices)
    }

    @Test("says what is wrong with a catalog", arguments: ["{", "{\"format\": 1}", "[]"])
    func refusesDamage(text: String) throws {
        let place = try Place()
        defer { place.remove() }
        try Files.write(Data(text.utf8), to: "\(place.folder)/catalog.json")
        let failure = #expect(throws: ToolFailure.self) { try place.session().compile(Self.recipes, drops: [1]) }
        #expect(failure?.description.contains("catalog.json is damaged") == true)
        #expect(try place.session(isFresh: true).compile([Recipe(.exact)], drops: []).entries.count == 1)
    }

    @Test("does not go on with the catalog of another network")
    func refusesOthers() throws {
        let place = try Place()
        defer { place.remove() }
        var catalog = try place.session().compile([Recipe(.exact)], drops: [])
        catalog.source = "0"
        try CatalogFile(path: "\(place.folder)/catalog.json").write(catalog)
        let failure = #expect(throws: ToolFailure.self) { try place.session().compile(Self.recipes, drops: []) }
        #expect(failure?.description.contains("another network") == true)
    }

    @Test("says which model or images are missing")
    func refusesMissing() throws {
        let place = try Place()
        defer { place.remove() }
        #expect(throws: ToolFailure.self) { try ModelFinder(repository: place.models).find("large") }
        try FileManager.default.removeItem(atPath: "\(place.data)/validation-labels-idx1-ubyte")
        let failure = #expect(throws: ToolFailure.self) { try place.session().compile(Self.recipes, drops: []) }
        #expect(failure?.description.contains("validation-labels") == true)
    }

    @Test(
        "takes only transformations that there are",
        arguments: ["rank", "rank4", "rank101", "half50", "exact9", "rank50-exits0", "rank50-x", ""]
    )
    func refusesUnknown(name: String) {
        #expect(Recipe(name) == nil)
    }

    @Test("reads the names that it gives", arguments: ["exact", "rank33", "prune75-exits2", "mixed5", "exact-exits3"])
    func readsNames(name: String) {
        #expect(Recipe(name)?.name == name)
    }
}
