package import Inference
import NIOCore

/// A model on a kernel library.
package final class ModelEngine: StageEngine {
    private let executor: any StageExecutor
    private let exits: [ModelExit]

    package init(_ executor: any StageExecutor) {
        self.executor = executor
        exits = executor.model.manifest.exits
    }

    package var maxBatch: Int { executor.maxBatch }

    package func run(
        stage: Int,
        _ samples: [StagedSample.Content],
        stop: StopFlag
    ) throws(InferenceError) -> [StageStep] {
        var activations: [SampleActivation] = []
        activations.reserveCapacity(samples.count)
        for sample in samples { activations.append(try activation(sample, before: stage)) }
        let output = try executor.run(stage: stage, activations, stop: stop)
        return output.samples.map { sample in
            let reading = exits[stage].reading(of: sample.logits)
            return StageStep(
                confidence: Float(reading.confidence),
                probabilities: reading.probabilities,
                carried: sample.next
            )
        }
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
