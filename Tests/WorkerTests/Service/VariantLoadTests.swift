import Domain
import Foundation
import Inference
import Kernel
import Logging
import Telemetry
import Testing

@testable import WorkerService

@Suite("Worker with the variants of a catalog")
struct VariantLoadTests {
    private static let source = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../deploy/models/fashion-hard/1").standardizedFileURL

    /// Loads from a copy of the served model, whose folder may be changed first.
    private static func load(
        _ precision: Precision = .f32,
        _ change: (URL) throws -> Void = { _ in }
    ) throws -> (names: [String], page: String) {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        let target = folder.appending(path: "fashion-hard/1")
        try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        for name in ["model.json", "model.onnx", "ranges.json", "catalog.json", "variants"] {
            try FileManager.default.copyItem(at: source.appending(path: name), to: target.appending(path: name))
        }
        try change(target)
        let metrics = MetricsRegistry()
        let profiling = ProfileSettings(seconds: 0)
        var settings = LoadSettings(models: folder.path(), precision: precision, maxBatch: 1, profiling: profiling)
        settings.servesVariants = true
        let loader = ModelLoader(
            settings,
            time: MonotonicTime(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
            metrics: metrics
        )
        return (try loader.load().info.map(\.served.id.description), metrics.exposition())
    }

    @Test("serves them under names of their own, beside the model")
    func serves() throws {
        let (names, _) = try Self.load()
        #expect(names == ["fashion-hard/1", "fashion-hard@rank33/1", "fashion-hard@rank20/1"])
    }

    @Test("in int8, a variant without ranges of activations is not served, and is counted")
    func needsRanges() throws {
        let (names, page) = try Self.load(.int8) {
            let folder = $0.appending(path: "variants/fashion-hard-rank33/1")
            try FileManager.default.removeItem(at: folder.appending(path: "ranges.json"))
        }
        #expect(names == ["fashion-hard/1", "fashion-hard@rank20/1"])
        #expect(page.contains("rubato_catalog_faults_total 1"))
    }

    @Test("in int8, a model without ranges of activations is refused with the file")
    func refusesModel() throws {
        let error = #expect(throws: ModelError.self) {
            try Self.load(.int8) { try FileManager.default.removeItem(at: $0.appending(path: "ranges.json")) }
        }
        #expect(try #require(error).description.contains("fashion-hard/1/ranges.json"))
    }

    @Test("a damaged catalog costs the variants, and is counted, but the model is served")
    func survivesCatalog() throws {
        let (names, page) = try Self.load {
            try Data("{\"format\": ".utf8).write(to: $0.appending(path: "catalog.json"))
        }
        #expect(names == ["fashion-hard/1"])
        #expect(page.contains("rubato_catalog_faults_total 1"))
    }

    @Test("a variant whose network cannot be read costs that variant alone")
    func survivesVariant() throws {
        let (names, page) = try Self.load {
            let network = $0.appending(path: "variants/fashion-hard-rank33/1/model.onnx")
            try Data("no network".utf8).write(to: network)
        }
        #expect(names == ["fashion-hard/1", "fashion-hard@rank20/1"])
        #expect(page.contains("rubato_catalog_faults_total 1"))
    }
}
