import Kernel
import Testing

@testable import Inference
@testable import InferenceDNNL

@Suite("What is carried to another process")
struct CarriedCodeTests {
    @Test("comes back within half a step of its channel, at the length that the shapes say", arguments: UInt64(0)..<20)
    func roundTrip(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let shape = [Int.random(in: 1...5, using: &random), 3, Int.random(in: 1...4, using: &random)]
        let tensors = [TensorDescription(name: "a", shape: shape), TensorDescription(name: "b", shape: [7])]
        let numbers = tensors.map { tensor in
            (0..<tensor.elementCount).map { _ in Float.random(in: -3...9, using: &random) }
        }
        let code = CarriedCode(tensors)
        let bytes = code.encode(numbers)
        #expect(bytes.count == code.byteCount)
        #expect(code.byteCount == shape[0] * 8 + (shape.reduce(1, *) + 1) / 2 + 8 + 4)
        let back = try bytes.withUnsafeBytes { bytes in try code.decode(bytes) }
        for (tensor, (before, after)) in zip(numbers, back).enumerated() {
            #expect(before.count == after.count)
            let channels = tensor == 0 ? shape[0] : 1
            for channel in 0..<channels {
                let places = stride(from: channel, to: before.count, by: channels)
                let part = places.map { before[$0] }
                let half = ((part.max() ?? 0) - (part.min() ?? 0)) / 30
                #expect(places.allSatisfy { abs(before[$0] - after[$0]) <= half * 1.001 + 1e-6 })
            }
        }
    }

    @Test("may be anything that floats can be, and is finite afterwards")
    func strangeNumbers() throws {
        let code = CarriedCode([TensorDescription(name: "a", shape: [6])])
        let largest = Float.greatestFiniteMagnitude
        for numbers in [
            [.nan, 1, 2, .infinity, -.infinity, 3], [largest, -largest, 0, 1, 2, 3],
            [Float](repeating: .nan, count: 6), [Float](repeating: 4, count: 6),
            [.leastNonzeroMagnitude, 0, 0, 0, 0, 0],
        ] as [[Float]] {
            let bytes = code.encode([numbers])
            let back = try bytes.withUnsafeBytes { bytes in try code.decode(bytes) }
            #expect(back[0].allSatisfy { $0.isFinite }, "\(numbers) became \(back)")
        }
    }

    @Test("is refused if it has another length or scales that make no numbers")
    func malformed() {
        let code = CarriedCode([TensorDescription(name: "a", shape: [2, 2, 2])])
        let sound = code.encode([[1, 2, 3, 4, 5, 6, 7, 8]])
        var bad = [Array(sound.dropLast()), sound + [0], []]
        for scale in [Float.nan, .infinity, -1, .greatestFiniteMagnitude] {
            var bytes = sound
            withUnsafeBytes(of: scale.bitPattern.littleEndian) { bytes.replaceSubrange(4..<8, with: $0) }
            bad.append(bytes)
        }
        for bytes in bad {
            #expect(throws: InferenceError.self) {
                try bytes.withUnsafeBytes { bytes in _ = try code.decode(bytes) }
            }
        }
    }

    @Test("lets one executor end what another has begun, and nearly always as that would have", arguments: 0..<3)
    func otherExecutor(exit: Int) throws {
        let model = try ServedModel.fashion.load()
        let (count, batch) = (400, 16)
        let (edge, cloud) = (
            try DNNLBackend().prepare(model, precision: .f32, maxBatch: batch),
            try DNNLBackend().prepare(model, precision: .f32, maxBatch: batch)
        )
        let pictures = try Garments.pictures(count)
        let whole = try #require(try edge.logits(try edge.staged(pictures), batch: batch).last)
        let carried = try Self.carried(past: exit, try edge.staged(pictures), on: edge, batch: batch)
        #expect(carried.allSatisfy { $0.count == CarriedCode(model.stages[exit].carried).byteCount })
        var samples = try carried.map { bytes in
            try bytes.withUnsafeBytes { bytes in try cloud.resume(bytes, before: exit + 1) }
        }
        var logits: [[Float]] = []
        for stage in (exit + 1)..<model.stages.count {
            let results = try Self.run(stage, samples, on: cloud, batch: batch)
            samples = results.compactMap(\.next)
            logits = results.map(\.logits)
        }
        func best(_ logits: [Float]) -> Int? { logits.firstIndex(of: logits.max() ?? 0) }
        let alike = zip(whole, logits).count { best($0) == best($1) }
        #expect(alike >= count * 97 / 100, "\(alike) of \(count)")
    }

    @Test("is of samples between two stages of this executor only")
    func strangers() throws {
        let model = try ServedModel.fashion.load()
        let executor = try DNNLBackend().prepare(model, precision: .f32, maxBatch: 1)
        let sample = try #require(try executor.staged(try Garments.pictures(1)).first)
        #expect(executor.carriedBytes(of: sample) == nil, "it stands before the first stage")
        let other = try DNNLBackend().prepare(model, precision: .f32, maxBatch: 1)
        let next = try #require(try executor.run(stage: 0, [sample], stop: StopFlag()).samples[0].next)
        #expect(executor.carriedBytes(of: next) != nil && other.carriedBytes(of: next) == nil)
        for stage in [-1, 0, 4] {
            #expect(throws: InferenceError.unknownStage(stage)) {
                try [UInt8]().withUnsafeBytes { bytes in
                    _ = try executor.resume(bytes, before: stage)
                }
            }
        }
    }

    private static func run(
        _ stage: Int,
        _ samples: [SampleActivation],
        on executor: any StageExecutor,
        batch: Int
    ) throws -> [StageOutput.Sample] {
        try stride(from: 0, to: samples.count, by: batch).flatMap { start in
            let part = Array(samples[start..<min(start + batch, samples.count)])
            return try executor.run(stage: stage, part, stop: StopFlag()).samples
        }
    }

    private static func carried(
        past exit: Int,
        _ samples: [SampleActivation],
        on executor: any StageExecutor,
        batch: Int
    ) throws -> [[UInt8]] {
        var samples = samples
        for stage in 0...exit { samples = try run(stage, samples, on: executor, batch: batch).compactMap(\.next) }
        return samples.compactMap { executor.carriedBytes(of: $0) }
    }
}
