import Foundation
import Kernel
import Testing

@testable import Inference

/// Mutated files must never crash the process: each loads, and then also computes, or is refused.
@Suite("Mutated files never crash")
struct FuzzTests {
    private static let seeds = 24
    private static let mutantsPerSeed = 100
    /// Larger networks load, but computing them in a debug build would take too long.
    private static let runnableMFLOP = 2.0

    @Test("mutants of small networks load or are refused", arguments: UInt64(0)..<UInt64(seeds))
    func mutants(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let original = RandomNetwork(seed: seed).writer.bytes
        var refused = 0
        for _ in 0..<Self.mutantsPerSeed {
            let mutant = Self.mutated(original, &random)
            do {
                let model = try mutant.withUnsafeBytes { try StagedModel(bytes: $0, name: "mutant") }
                try Self.run(model)
            } catch is ModelError {
                refused += 1
            }
        }
        #expect(refused > 0, "mutation changes nothing")
    }

    private static func run(_ model: StagedModel) throws {
        let count = model.inputShape.reduce(1, *)
        guard model.stages.map(\.mflop).reduce(0, +) < runnableMFLOP, count < 100_000 else { return }
        let executor = try PortableBackend().prepare(model, precision: .f32, maxBatch: 1)
        _ = try executor.logits(try executor.staged(floats: [[Float](repeating: 0.5, count: count)]), batch: 1)
    }

    /// One to four changes, mostly near structure: the weights in between make up most of a file.
    private static func mutated(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        let structural = bytes.indices.filter { bytes[$0] < 0x40 || bytes[$0] == 0xFF }
        for _ in 0..<Int.random(in: 1...4, using: &random) {
            let place = min(structural.randomElement(using: &random) ?? 0, bytes.count - 1)
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
            case 1: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            case 2: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
            case 3: bytes.remove(at: place)
            default: bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &random) ?? 0
            }
        }
        return bytes
    }
}
