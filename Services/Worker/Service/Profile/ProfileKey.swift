import FoundationEssentials
import Inference

/// What a profile depends on, as one number: the model's file, the device, the precision, the batch sizes and the tasks.
struct ProfileKey: Equatable, Sendable {
    /// Changes when profiles are measured or written in another way.
    private static let format = "1"

    let hash: UInt64

    /// - Throws: What the file system says if the file cannot be read.
    init(modelFile: String, device: String, precision: Precision, maxBatch: Int, tasks: [String] = []) throws {
        let file = try Data(contentsOf: URL(filePath: modelFile), options: .alwaysMapped)
        let rest = ([Self.format, device, precision.rawValue, String(maxBatch)] + tasks).joined(separator: "\n")
        hash = Self.hash(rest.utf8, from: Self.hash(file, from: 0xCBF2_9CE4_8422_2325))
    }

    var fileName: String { "profile-\(String(hash, radix: 16)).json" }

    /// FNV-1a, 64 bits: names files, guards against nothing.
    private static func hash(_ bytes: some Sequence<UInt8>, from start: UInt64) -> UInt64 {
        bytes.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
