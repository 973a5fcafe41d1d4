import Kernel
import Testing

@testable import Inference
@testable import InferenceDNNL

/// Batches may be merged and split between stages without changing anybody's answer.
@Suite("Batches merge and split")
struct BatchTests {
    private let model: StagedModel
    private let executor: any StageExecutor
    private let samples: [SampleActivation]

    init() throws {
        model = try ServedModel.fashion.load()
        executor = try DNNLBackend().prepare(model, precision: .f32, maxBatch: 8)
        samples = try executor.staged(try Garments.pictures(8))
    }

    @Test("samples of one batch get what each gets alone", arguments: [2, 3, 8])
    func batchEqualsSingles(batch: Int) throws {
        let single = try executor.logits(samples, batch: 1)
        let batched = try executor.logits(samples, batch: batch)
        for (a, b) in zip(batched.joined(), single.joined()) {
            let difference = Difference.first(a, b, absolute: 1e-5, relative: 1e-5)
            #expect(difference == nil, "\(difference ?? "")")
        }
    }

    @Test("two batches merged between stages give the same bits as one batch all along")
    func mergedEqualsWhole() throws {
        let whole = try executor.logits(samples, batch: 8)
        // The first stage runs at the same plan size with the samples in two other groupings.
        let left = try run(0, Array(samples[0..<4]) + Array(samples[0..<4]))
        let right = try run(0, Array(samples[4..<8]) + Array(samples[4..<8]))
        var merged = left[0..<4].compactMap(\.next) + right[4..<8].compactMap(\.next)
        for stage in 1..<model.stages.count {
            let results = try run(stage, merged)
            #expect(results.map(\.logits) == whole[stage])
            merged = results.compactMap(\.next)
        }
    }

    @Test("a shuffled batch gives each sample its own answer")
    func shuffled() throws {
        var generator = SeededGenerator(seed: 7)
        let order = Array(0..<8).shuffled(using: &generator)
        let whole = try executor.logits(samples, batch: 8)
        let first = try run(0, samples)
        let moved = order.compactMap { first[$0].next }
        // Rows of one batch may be summed in different orders, so another row means other last bits.
        for (result, sample) in zip(try run(1, moved), order) {
            let difference = Difference.first(result.logits, whole[1][sample], absolute: 1e-5, relative: 1e-5)
            #expect(difference == nil, "sample \(sample): \(difference ?? "")")
        }
    }

    @Test("samples that leave early do not disturb those that go on")
    func split() throws {
        let whole = try executor.logits(samples, batch: 8)
        let going = try run(0, samples).compactMap(\.next)
        let kept = [1, 2, 6]
        let results = try run(1, kept.map { going[$0] })
        for (sample, result) in zip(kept, results) {
            let difference = Difference.first(result.logits, whole[1][sample], absolute: 1e-5, relative: 1e-5)
            #expect(difference == nil, "sample \(sample): \(difference ?? "")")
        }
    }

    @Test("the same sample may be run again, and gives the same bits")
    func repeatable() throws {
        let first = try run(0, samples)
        let going = first.compactMap(\.next)
        let once = try run(1, going).map(\.logits)
        #expect(try run(1, going).map(\.logits) == once)
    }

    @Test("only the last stage carries nothing on")
    func carries() throws {
        var current = samples
        for stage in model.stages.indices {
            let results = try run(stage, current)
            current = results.compactMap(\.next)
            #expect(current.count == (stage == model.stages.count - 1 ? 0 : samples.count))
            #expect(current.allSatisfy { $0.stage == stage + 1 })
        }
    }

    @Test("misuse is an error, not a crash")
    func misuse() throws {
        #expect(throws: InferenceError.unknownStage(4)) { try run(4, samples) }
        #expect(throws: InferenceError.batchSize(0, limit: 8)) { try run(0, []) }
        #expect(throws: InferenceError.batchSize(9, limit: 8)) { try run(0, samples + [samples[0]]) }
        #expect(throws: InferenceError.foreignActivation(stage: 1)) { try run(1, samples) }
        let other = try DNNLBackend().prepare(model, precision: .f32, maxBatch: 1)
        #expect(throws: InferenceError.foreignActivation(stage: 0)) {
            try other.run(stage: 0, [samples[0]], stop: StopFlag())
        }
    }

    @Test("activations are released with the last sample and kept for reuse within a bound")
    func release() throws {
        let before = executor.footprint
        var going: [SampleActivation]? = try run(0, samples).compactMap(\.next)
        let during = executor.footprint
        #expect(during.activationBytes > before.activationBytes)
        going?.removeFirst(7)
        #expect(executor.footprint.activationBytes == during.activationBytes)
        going = nil
        #expect(executor.footprint.activationBytes == before.activationBytes)
        #expect(executor.footprint.pooledBytes > 0)
        for _ in 0..<20 { _ = try run(0, samples) }
        #expect(executor.footprint.pooledBytes <= during.activationBytes * 8)
        #expect(executor.footprint.arenaBytes == before.arenaBytes)
    }

    private func run(_ stage: Int, _ samples: [SampleActivation]) throws -> [StageOutput.Sample] {
        try executor.run(stage: stage, samples, stop: StopFlag()).samples
    }
}
