import Foundation
import Inference
import NPU
import NPUFiles
import Testing
import YAMLFiles

@Suite("Files of devices")
struct DeviceFileTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL.path()

    private static func text() throws -> String {
        try String(contentsOfFile: "\(root)/deploy/npu/micro.yaml", encoding: .utf8)
    }

    /// Reads the shipped file with one change.
    private static func read(replacing old: String, by new: String) throws -> DeviceFile {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "device.yaml").path()
        try text().replacingOccurrences(of: old, with: new).write(toFile: path, atomically: true, encoding: .utf8)
        return try DeviceFile(path: path)
    }

    @Test("the shipped devices are read", arguments: ["zcu104", "micro"])
    func shippedAreRead(name: String) throws {
        let file = try DeviceFile(path: "\(Self.root)/deploy/npu/\(name).yaml")
        #expect(file.device.name == name)
        #expect(file.rule == .free)
        #expect(file.faults == DeviceFaults())
    }

    @Test(
        "what is mistyped is refused with its key",
        arguments: [
            ("rows: 16", "rows: 0", "tile.rows"), ("input_kib: 16", "input_kib: 0.4", "input_kib"),
            ("fill_cycles: 6", "fill_cycles: 6\npaint: 1", "paint"), ("packed", "tight", "inner_batching"),
            ("word_bits: 16", "word_bits: 12", "word_bits"), ("name: micro", "name: ''", "name"),
            ("rows: 16", "rows: many", "tile.rows"), ("clock_mhz: 100", "clock_mhz: -100", "clock_mhz"),
            ("clock_mhz: 100", "clock_mhz: 0", "clock_mhz"), ("clock_mhz: 100", "", "clock_mhz"),
            ("read_gb_s: 0.4", "read_gb_s: nan", "read_gb_s"), ("idle_w: 0.01", "idle_w: -1", "energy.idle_w"),
            ("stackable: true", "stackable: maybe", "stackable"), ("weight_kib: 32", "weight_kib: 0.1", "weight_kib"),
            ("fraction_bits: 10", "fraction_bits: 16", "fraction_bits"), ("fixed16", "int4", "arithmetic"),
            ("fraction_bits: 10", "faults: {melt: 1}", "faults.melt"),
            ("fraction_bits: 10", "faults: {stall: 3}", "faults.stall"),
            ("fraction_bits: 10", "faults: {stall: {probability: 1.5, us: 3}}", "faults.stall.probability"),
            ("fraction_bits: 10", "faults: {seed: -3}", "faults.seed"),
        ]
    )
    func mistypedIsRefused(old: String, new: String, key: String) {
        let error = #expect(throws: FileError.self) { try Self.read(replacing: old, by: new) }
        #expect(error?.key == key, "\(String(describing: error))")
    }

    @Test("the layers of a served model have its multiply-adds", arguments: ["fashion", "fashion-hard"])
    func modelHasItsWork(name: String) throws {
        let model = try ModelRepository(root: "\(Self.root)/deploy/models").load(name: name, version: "1")
        let network = try NetworkShape(model)
        let mflop = model.stages.reduce(0) { $0 + $1.mflop }
        #expect(abs(Double(network.macs) * 2 / 1e6 - mflop) < 1e-6 * mflop)
        #expect(network.stages.count == model.stages.count)
    }
}
