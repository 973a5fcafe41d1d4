package import Inference
import InferenceDNNL

/// Runs a model at full depth over samples.
package struct SampleRunner {
    private static let batch = 32

    private let model: StagedModel

    package init(_ model: StagedModel) {
        self.model = model
    }

    /// The scores of every exit, by exit and then by sample.
    ///
    /// - Parameters:
    ///   - samples: Raw bytes.
    ///   - precision: One that this machine has.
    /// - Returns: A score per class each.
    /// - Throws: ``ModelError`` or ``InferenceError``.
    package func logits(_ samples: [ArraySlice<UInt8>], precision: Precision = .f32) throws -> [[[Float]]] {
        DNNLBackend.prepareThread()
        return try logits(samples, on: DNNLBackend().prepare(model, precision: precision, maxBatch: Self.batch))
    }

    /// The same on an executor of this model that takes at least 32 samples at once.
    package func logits(_ samples: [ArraySlice<UInt8>], on executor: any StageExecutor) throws -> [[[Float]]] {
        var exits: [[[Float]]] = model.stages.map { _ in [] }
        for start in stride(from: 0, to: samples.count, by: Self.batch) {
            var batch: [SampleActivation] = []
            for sample in samples[start..<min(start + Self.batch, samples.count)] {
                batch.append(try sample.withUnsafeBytes { try executor.stage(input: $0, datatype: .uint8) })
            }
            for stage in model.stages.indices {
                let output = try executor.run(stage: stage, batch, stop: StopFlag()).samples
                exits[stage] += output.map(\.logits)
                batch = output.compactMap(\.next)
            }
        }
        return exits
    }

    /// Samples as the network reads them, for fits.
    package static func normalized(_ samples: [ArraySlice<UInt8>], for input: ModelInput) -> Activations {
        let channels = input.shape.count == 3 ? input.shape[0] : 1
        let pixels = input.elementCount / max(1, channels)
        func number(_ list: [Double], _ channel: Int) -> Double { list.count == 1 ? list[0] : list[channel] }
        var numbers: [Float] = []
        numbers.reserveCapacity(samples.count * input.elementCount)
        for sample in samples {
            let start = sample.startIndex
            for pixel in 0..<pixels {
                for channel in 0..<channels {
                    let raw = Double(sample[start + channel * pixels + pixel]) * input.scale
                    numbers.append(Float((raw - number(input.mean, channel)) / number(input.std, channel)))
                }
            }
        }
        let shape = input.shape.count == 3 ? [input.shape[1], input.shape[2], channels] : input.shape
        return Activations(shape: shape, numbers: numbers)
    }
}
