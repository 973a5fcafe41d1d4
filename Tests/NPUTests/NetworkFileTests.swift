import Foundation
import NPU
import NPUFiles
import Testing
import YAMLFiles

@Suite("Files of networks")
struct NetworkFileTests {
    private static let root = URL(filePath: #filePath).appending(path: "../../..").standardizedFileURL.path()

    static func shipped(_ name: String) throws -> NetworkFile {
        try NetworkFile(path: "\(root)/deploy/npu/networks/\(name).yaml")
    }

    /// Multiply-adds are torchvision's "GFLOPS", which count a multiply-add once.
    ///
    /// Weights are its "num_params" less
    /// biases and the two numbers a channel of batch normalization, for Inception-v3 also less its auxiliary
    /// classifier: 25,557,032 − 53,120 − 1,000; 27,161,264 − 3,326,696 − 34,432 − 1,000; 3,504,872 − 34,112 − 1,000.
    @Test(
        "the shipped networks have the multiply-adds and weights that torchvision documents",
        arguments: [
            ("resnet50", 4.09, 25_502_912), ("inception3", 5.71, 23_799_136), ("mobilenet2", 0.30, 3_469_760),
        ]
    )
    func countsAreKnown(name: String, gigamacs: Double, weights: Int) throws {
        let layers = try Self.shipped(name).network.layers.filter { !$0.name.hasPrefix("exit") }
        let macs = Double(layers.reduce(0) { $0 + $1.macs }) / 1e9
        #expect((macs * 100).rounded() / 100 == gigamacs)
        let words = layers.reduce(0) { sum, layer in
            if case .product(let product) = layer.work { sum + product.weightWords } else { sum }
        }
        #expect(words == weights)
    }

    @Test("exits stand where samples leave", arguments: [("resnet50", 4), ("inception3", 3), ("mobilenet2", 1)])
    func exitsStand(name: String, exits: Int) throws {
        let file = try Self.shipped(name)
        #expect(file.network.stages.count == exits)
        #expect(file.exitShares.count == exits)
        #expect(file.network.stages.dropLast().allSatisfy { $0.layers.last?.name.hasPrefix("exit") == true })
    }

    private static let small = """
        name: small
        input: 3x8x8
        stages:
          - exit: one
            leaves: 0.5
            carries: 4x8x8
            layers:
              - {name: a, conv: 3x8x8 -> 4x8x8, kernel: 3x3}
              - {name: b, conv: 4x8x8 -> 4x8x8, kernel: 3x3, groups: 4, repeat: 2}
              - {name: c, add: 4x8x8}
            head:
              - {name: exit.pool, pool: 4x8x8 -> 4x1x1, kernel: 8x8}
              - {name: exit.fc, fc: 4 -> 10}
          - exit: two
            leaves: 1
            layers:
              - {name: end.fc, fc: 256 -> 10}
        """

    private static func read(replacing old: String = "", by new: String = "") throws -> NetworkFile {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "network.yaml").path()
        let text = old.isEmpty ? small : small.replacingOccurrences(of: old, with: new)
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return try NetworkFile(path: path)
    }

    @Test("layers, heads and repeats are read")
    func smallIsRead() throws {
        let network = try Self.read().network
        #expect(network.layers.map(\.name) == ["a", "b", "b", "c", "exit.pool", "exit.fc", "end.fc"])
        #expect(network.macs == 64 * 27 * 4 + 2 * 64 * 9 * 4 + 40 + 2_560)
        #expect(network.stages[0].carriedWords == 256)
        #expect(network.inputWords == 192)
    }

    @Test(
        "what is mistyped is refused with its key and the reason",
        arguments: [
            ("kernel: 3x3, groups", "kernel: 3x0, groups", "stages.0.layers.1.kernel", "no HxW"),
            ("groups: 4", "groups: 3", "stages.0.layers.1.groups", "divide"),
            ("groups: 4", "grops: 4", "stages.0.layers.1.grops", "not known"),
            ("3x8x8 -> 4x8x8", "3x8x8 4x8x8", "stages.0.layers.0.conv", "IN -> OUT"),
            ("3x8x8 -> 4x8x8", "3x8 -> 4x8x8", "stages.0.layers.0.conv", "no CxHxW"),
            ("3x8x8 -> 4x8x8", "3x8x8 -> 4x9x8", "stages.0.layers.0.conv", "larger"),
            ("3x8x8 -> 4x8x8", "5x8x8 -> 4x8x8", "stages.0.layers.0", "320 words"),
            ("4x8x8 -> 4x1x1", "4x8x8 -> 5x1x1", "stages.0.head.0.pool", "channels"),
            ("carries: 4x8x8", "carries: 4x4x8", "stages.0.head.0", "256 words"),
            ("fc: 256 -> 10", "fc: 255 -> 10", "stages.1.layers.0", "255 words"),
            ("fc: 4 -> 10", "fc: 4 -> ten", "stages.0.head.1.fc", "INPUTS"),
            ("leaves: 0.5", "leaves: 1.5", "stages.0.leaves", "0…1"),
            ("leaves: 1\n", "leaves: 0.9\n", "stages", "not 1"),
            ("repeat: 2", "repeat: 0", "stages.0.layers.1.repeat", "1…1000"),
            ("c, add: 4x8x8", "c, add: 4x8x8, fc: 4 -> 4", "stages.0.layers.2", "exactly one"),
            ("input: 3x8x8", "input: 3x100000x100000", "input", "more than"),
            ("input: 3x8x8", "input: 3x8x8\nseed: 1", "seed", "not known"),
        ]
    )
    func mistypedIsRefused(old: String, new: String, key: String, reason: String) {
        let error = #expect(throws: FileError.self) { try Self.read(replacing: old, by: new) }
        #expect(error?.key == key)
        #expect(error?.reason.contains(reason) == true, "\(String(describing: error))")
    }
}
