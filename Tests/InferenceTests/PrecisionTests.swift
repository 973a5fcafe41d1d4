import Testing

@testable import Inference
@testable import InferenceDNNL

/// bf16 is used where the CPU has it and refused in words where it has not.
@Suite("Precisions")
struct PrecisionTests {
    @Test("bf16 answers like f32 on real garments, or is refused with the reason")
    func bf16() throws {
        let model = try ServedModel.fashion.load()
        let backend = DNNLBackend()
        guard backend.supports(.bf16) else {
            let error = #expect(throws: ModelError.self) { try backend.prepare(model, precision: .bf16, maxBatch: 1) }
            let text = try #require(error).description
            #expect(text.contains("bf16") && text.contains("use f32"))
            return
        }
        let pictures = try Garments.pictures(256)
        let wide = try backend.prepare(model, precision: .f32, maxBatch: 16)
        let narrow = try backend.prepare(model, precision: .bf16, maxBatch: 16)
        let expected = try wide.logits(try wide.staged(pictures), batch: 16)
        let actual = try narrow.logits(try narrow.staged(pictures), batch: 16)
        for (exit, (a, b)) in zip(actual, expected).enumerated() {
            let equal = zip(a, b).count { $0.firstIndex(of: $0.max() ?? 0) == $1.firstIndex(of: $1.max() ?? 0) }
            #expect(equal >= 250, "exit \(exit)")
        }
    }

    @Test("the portable backend refuses bf16")
    func portable() throws {
        let model = try ServedModel.fashion.load()
        #expect(throws: ModelError.self) { try PortableBackend().prepare(model, precision: .bf16, maxBatch: 1) }
    }

    @Test(
        "brain floats round to the nearest, halves to even",
        arguments: [
            (Float(1), UInt16(0x3F80)), (-2.5, 0xC020), (1.001_953_1, 0x3F80), (1.003_906_25, 0x3F80),
            (1.011_718_75, 0x3F82), (.infinity, 0x7F80), (3.4e38, 0x7F80),
        ]
    )
    func rounding(float: Float, bits: UInt16) {
        #expect(BrainFloat.bits(float) == bits)
    }

    @Test("a brain float survives the way there and back")
    func roundTrip() {
        for bits in stride(from: UInt16(0), to: 0x7F80, by: 7) {
            #expect(BrainFloat.bits(BrainFloat.float(bits)) == bits)
        }
        #expect(BrainFloat.float(BrainFloat.bits(.nan)).isNaN)
    }
}
