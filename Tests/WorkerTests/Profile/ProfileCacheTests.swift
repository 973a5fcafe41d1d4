import Foundation
import Inference
import Logging
import Testing

@testable import WorkerService

@Suite("Profile cache")
struct ProfileCacheTests {
    private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    private let folder = NSTemporaryDirectory() + "rubato-cache-" + UUID().uuidString
    private let table = StageTable(boundNanoseconds: [[1, 2], [3, 4]], quantile: 0.9, samples: 10, disturbed: 1)

    private func key(
        _ content: String,
        device: String = "cpu",
        maxBatch: Int = 2,
        ground: String = "this build"
    ) throws -> ProfileKey {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let file = folder + "/model.onnx"
        try content.write(toFile: file, atomically: true, encoding: .utf8)
        return try ProfileKey(
            modelFile: file,
            device: device,
            precision: .f32,
            maxBatch: maxBatch,
            ground: ground
        )
    }

    @Test("What is written is read again under the same key only")
    func roundTrip() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cache = ProfileCache(folder: folder + "/deep", logger: Self.logger)
        let key = try key("weights")
        #expect(cache.read(key) == nil)
        cache.write(table, for: key)
        #expect(cache.read(key) == table)
        #expect(try cache.read(self.key("other weights")) == nil)
        #expect(try cache.read(self.key("weights", device: "npu")) == nil)
        #expect(try cache.read(self.key("weights", maxBatch: 3)) == nil)
    }

    @Test("What other kernels were measured with does not count, and is replaced")
    func otherKernels() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cache = ProfileCache(folder: folder + "/cache", logger: Self.logger)
        let (old, new) = (try key("weights"), try key("weights", ground: "the next build"))
        cache.write(table, for: old)
        #expect(cache.read(new) == nil)
        cache.write(table, for: new)
        #expect(cache.read(new) == table)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder + "/cache").count == 1)
    }

    @Test("The kernels' ground names the library and the processor's instructions")
    func ground() {
        #expect(Machine.kernelGround.contains("libdnnl"))
        #expect(Machine.kernelGround.contains("libc.so.6"))
        #expect(["flags", "Features"].contains { Machine.kernelGround.hasPrefix($0) })
    }

    @Test("A damaged file costs a measurement, not the start")
    func damaged() throws {
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let cache = ProfileCache(folder: folder, logger: Self.logger)
        let key = try key("weights")
        try "{".write(toFile: folder + "/" + key.fileName, atomically: true, encoding: .utf8)
        #expect(cache.read(key) == nil)
    }

    @Test("A cached table must have the model's shape")
    func fits() {
        #expect(table.fits(stages: 2, maxBatch: 2))
        #expect(!table.fits(stages: 3, maxBatch: 2))
        #expect(!table.fits(stages: 2, maxBatch: 1))
        let empty = StageTable(boundNanoseconds: [[0]], quantile: 0.9, samples: 1, disturbed: 0)
        #expect(!empty.fits(stages: 1, maxBatch: 1))
    }
}
