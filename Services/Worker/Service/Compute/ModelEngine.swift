import Heads
package import Inference
import NIOCore

/// A model on a kernel library, with the heads of further tasks.
package final class ModelEngine: StageEngine {
    private let executor: any StageExecutor
    private let exits: [ModelExit]
    private let heads: [HeadSet]

    /// - Parameters:
    ///   - executor: Prepared with features if there are heads.
    ///   - heads: In the order in which selections count them.
    package init(_ executor: any StageExecutor, heads: [HeadSet] = []) {
        self.executor = executor
        self.heads = heads
        exits = executor.model.manifest.exits
    }

    package var maxBatch: Int { executor.maxBatch }

    package func run(
        stage: Int,
        _ samples: [StagedSample.Content],
        stop: StopFlag
    ) throws(InferenceError) -> [StageStep] {
        try run(stage: stage, samples, of: [], stop: stop)
    }

    package func run(
        stage: Int,
        _ samples: [StagedSample.Content],
        of owners: [StagedSample],
        stop: StopFlag
    ) throws(InferenceError) -> [StageStep] {
        var activations: [SampleActivation] = []
        activations.reserveCapacity(samples.count)
        for sample in samples { activations.append(try activation(sample, before: stage)) }
        let output = try executor.run(stage: stage, activations, stop: stop)
        return output.samples.indices.map { index in
            step(output.samples[index], at: stage, index, index < owners.count ? owners[index] : nil)
        }
    }

    private func step(
        _ sample: StageOutput.Sample,
        at stage: Int,
        _ index: Int,
        _ owner: StagedSample?
    ) -> StageStep {
        let (tasks, reading) = (owner?.tasks ?? TaskSelection(), exits[stage].reading(of: sample.logits))
        if let special = owner?.special, tasks.further.isEmpty, stage < special.heads.specialist.exits.count {
            return self.step(sample, reading, at: stage, executor.features(of: index), special)
        }
        var step = StageStep(
            confidence: Float(reading.confidence),
            probabilities: reading.probabilities,
            carried: sample.next
        )
        guard !tasks.further.isEmpty else { return step }
        let features = executor.features(of: index)
        step.tasks = tasks.further.map { task in
            let reading = heads[task].reading(of: features, at: stage)
            return TaskReading(confidence: Float(reading.confidence), probabilities: reading.probabilities)
        }
        let confidences = step.tasks.map(\.confidence) + (tasks.includesOwn ? [step.confidence] : [])
        step.leastConfidence = confidences.min() ?? step.confidence
        return step
    }

    /// What specialized heads are sure of is the answer, and enough to leave with; else the general head's word counts.
    private func step(
        _ sample: StageOutput.Sample,
        _ reading: ExitReading,
        at stage: Int,
        _ features: [Float],
        _ special: SpecialUse
    ) -> StageStep {
        let claim = special.heads.specialist.claim(at: stage, features: features)
        let leaving = special.isAudited ? nil : claim
        var step = StageStep(
            confidence: Float(leaving?.confidence ?? reading.confidence),
            probabilities: leaving.map { special.probabilities(of: $0, general: reading.probabilities) }
                ?? reading.probabilities,
            carried: sample.next
        )
        if leaving != nil { step.leastConfidence = 1 }
        step.claim = claim?.classIndex
        return step
    }

    private func activation(
        _ sample: StagedSample.Content,
        before stage: Int
    ) throws(InferenceError) -> SampleActivation {
        switch sample {
        case .raw(let tensor, let datatype):
            let staged = tensor.withUnsafeReadableBytes { bytes in
                Result { () throws(InferenceError) in try executor.stage(input: bytes, datatype: datatype) }
            }
            return try staged.get()
        case .carried(let carried):
            guard let activation = carried as? SampleActivation else { throw .foreignActivation(stage: stage) }
            return activation
        }
    }
}
