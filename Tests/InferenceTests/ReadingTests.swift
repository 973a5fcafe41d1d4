import Testing

@testable import Inference

/// Inputs become numbers and logits become probabilities.
@Suite("Inputs and readings")
struct ReadingTests {
    @Test("a reading is the softmax of the logits over the temperature")
    func softmax() {
        let reading = ModelExit(name: "exit", temperature: 2).reading(of: [2, 6, 0])
        // e¹, e³ and e⁰ over their sum.
        #expect(reading.classIndex == 1)
        #expect(abs(reading.confidence - 0.843795) < 1e-6)
        #expect(
            Difference.first(reading.probabilities, [0.114195, 0.843795, 0.042010], absolute: 1e-6, relative: 0) == nil
        )
    }

    @Test("large logits do not overflow, and a tie goes to the first class")
    func extremes() {
        let exit = ModelExit(name: "exit")
        #expect(exit.reading(of: [1e30, -1e30]).confidence == 1)
        #expect(exit.reading(of: [5, 5]).classIndex == 0)
        #expect(exit.reading(of: [5, 5]).confidence == 0.5)
    }

    @Test("no threshold accepts a reading of NaN", arguments: [[Float.nan, 1], [1, .nan], [.infinity, .infinity]])
    func nan(logits: [Float]) {
        #expect(ModelExit(name: "exit").reading(of: logits).confidence == 0)
    }

    @Test("raw bytes give the logits of the same picture normalized by the client", arguments: ServedModel.allCases)
    func rawBytes(_ served: ServedModel) throws {
        let model = try served.load()
        let executor = try PortableBackend().prepare(model, precision: .f32, maxBatch: 1)
        let picture = try Garments.pictures(1)
        let input = model.manifest.input
        let floats = picture[0].map { (Float($0) * Float(input.scale) - Float(input.mean[0])) / Float(input.std[0]) }
        let raw = try executor.run(stage: 0, try executor.staged(picture), stop: StopFlag())
        let normalized = try executor.run(stage: 0, try executor.staged(floats: [floats]), stop: StopFlag())
        let difference = Difference.first(
            raw.samples[0].logits,
            normalized.samples[0].logits,
            absolute: 1e-4,
            relative: 1e-5
        )
        #expect(difference == nil, "\(difference ?? "")")
    }

    @Test("a wrong number of bytes is the client's error")
    func byteCount() throws {
        let executor = try PortableBackend().prepare(try ServedModel.fashion.load(), precision: .f32, maxBatch: 1)
        for (count, datatype, expected) in [(783, InputDatatype.uint8, 784), (784, .fp32, 3136), (0, .fp32, 3136)] {
            #expect(throws: InferenceError.inputByteCount(expected: expected, actual: count)) {
                try [UInt8](repeating: 0, count: count).withUnsafeBytes {
                    try executor.stage(input: $0, datatype: datatype)
                }
            }
        }
    }

    @Test("channels are normalized each by its own numbers and stored last")
    func channels() throws {
        var writer = OnnxWriter()
        writer.input("x", [nil, 2, 1, 2])
        writer.node("Relu", ["x"], "y")
        writer.output("y")
        let bare = try writer.model()
        var manifest = bare.manifest
        manifest.input.mean = [10, 20]
        manifest.input.std = [1, 2]
        let stager = InputStager(manifest.input, shape: bare.inputShape, precision: .f32)
        let memory = FloatMemory(count: 4)
        try ([11, 12, 22, 24] as [UInt8]).withUnsafeBytes {
            try stager.write($0, .uint8, to: UnsafeMutableRawPointer(memory.base))
        }
        #expect(memory.floats == [1, 1, 2, 2])
    }
}
