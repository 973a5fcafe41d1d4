import FoundationEssentials
import Inference

/// What a profile depends on: the model's file, the device, the precision, the batch sizes, the tasks, and the kernels.
///
/// All but the kernels name the file, so that what an upgrade makes invalid is replaced and does not stay for ever.
struct ProfileKey: Equatable, Sendable {
    /// Changes when profiles are measured or written in another way.
    private static let format = "3"

    private let name: UInt64
    /// What the kernels are, and what runs them.
    let ground: UInt64

    /// - Throws: What the file system says if the file cannot be read.
    init(
        modelFile: String,
        device: String,
        precision: Precision,
        maxBatch: Int,
        tasks: [String] = [],
        ground: String
    ) throws {
        let file = try Data(contentsOf: URL(filePath: modelFile), options: .alwaysMapped)
        let rest = ([Self.format, device, precision.rawValue, String(maxBatch)] + tasks).joined(separator: "\n")
        name = Self.hash(rest.utf8, from: Self.hash(file))
        self.ground = Self.hash(ground.utf8)
    }

    var fileName: String { "profile-\(String(name, radix: 16)).json" }

    /// FNV-1a, 64 bits: names files and tells builds apart, guards against nothing.
    private static func hash(_ bytes: some Sequence<UInt8>, from start: UInt64 = 0xCBF2_9CE4_8422_2325) -> UInt64 {
        bytes.reduce(start) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
