import CFixed
import Foundation
import InferenceDNNL
import Kernel
import Testing

@testable import Inference
@testable import InferenceFixed

/// An accelerator's arithmetic is exact integers, and close to that of floats on real data.
@Suite("16-bit fixed point")
struct FixedPointTests {
    private static let format = FixedFormat(fractionBits: 10)

    @Test(
        "numbers become the nearest word, halves up, and the ends of the range where they lie beyond",
        arguments: [
            (Float(0), Int16(0)), (1, 1_024), (-1, -1_024), (0.000_488_281_25, 1), (-0.000_488_281_25, 0), (40, 32_767),
            (-40, -32_768), (.infinity, 32_767), (-.infinity, -32_768), (.nan, 0),
        ]
    )
    func words(number: Float, word: Int16) {
        #expect(Self.format.word(number) == word)
        var rounded: Float = 9
        rubato_fixed_round([number], &rounded, 1, Self.format.scale)
        #expect(rounded == Self.format.number(word))
    }

    @Test("a layer's results are those of exact integers, bit by bit", arguments: UInt64(0)..<60)
    func exact(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let layer = FixedLayer(&random)
        #expect(try layer.computed(Self.format) == layer.expected(Self.format))
    }

    @Test("the finest unit of weights leaves room for the largest sum")
    func units() throws {
        let weights: [Float] = [0.5, -0.25, 0.125]
        let shift = try #require(FixedWeights.shift(weights, bias: 1, format: Self.format))
        #expect(shift == 16 - 1, "0.5 is to fit into 15 bits")
        let many = [Float](repeating: 0.5, count: 1_000)
        let coarse = try #require(FixedWeights.shift(many, bias: 0, format: Self.format))
        let largest = { (bits: Int) in 1_000 * 0.5 * pow(2, Double(bits)) * 32_768 + pow(2, Double(bits - 1)) }
        #expect(largest(coarse) <= Double(Int32.max) && largest(coarse + 1) > Double(Int32.max))
        #expect(FixedWeights.shift([1e9], bias: 0, format: Self.format) == nil)
        #expect(FixedWeights.shift([.nan], bias: 0, format: Self.format) == nil)
    }

    @Test("a sample's logits do not depend on its batch")
    func batches() throws {
        let executor = try Self.executor(.fashion)
        let pictures = try executor.staged(try Garments.pictures(8))
        #expect(try executor.logits(pictures, batch: 1) == executor.logits(pictures, batch: 8))
    }

    @Test("real garments get the classes of f32 but for 1 in 100, and as many right ones but for 1 in 200")
    func accuracy() throws {
        let count = 400
        let pictures = try Garments.pictures(count)
        let labels = try Garments.labels(count)
        let wide = try DNNLBackend().prepare(try ServedModel.fashion.load(), precision: .f32, maxBatch: 8)
        let narrow = try Self.executor(.fashion)
        let expected = try wide.logits(try wide.staged(pictures), batch: 8)
        let actual = try narrow.logits(try narrow.staged(pictures), batch: 8)
        for (exit, (a, b)) in zip(actual, expected).enumerated() {
            let (fixed, floats) = (a.map(Self.winner), b.map(Self.winner))
            let equal = zip(fixed, floats).count { $0 == $1 }
            #expect(equal >= count * 99 / 100, "exit \(exit): \(equal) of \(count) as f32")
            let right = [fixed, floats].map { classes in zip(classes, labels).count { $0 == Int($1) } }
            #expect(abs(right[0] - right[1]) <= count / 200, "exit \(exit): \(right[0]) right, f32 \(right[1])")
        }
    }

    private static func winner(_ logits: [Float]) -> Int { logits.firstIndex(of: logits.max() ?? 0) ?? 0 }

    private static func executor(_ model: ServedModel) throws -> any StageExecutor {
        try FixedPointBackend(format).prepare(try model.load(), precision: .f32, maxBatch: 8)
    }
}
