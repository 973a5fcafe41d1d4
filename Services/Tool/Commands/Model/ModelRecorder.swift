import Inference
import InferenceDNNL
import Simulation

/// Runs a model at full depth over labeled images and keeps what every exit said.
struct ModelRecorder {
    private static let batch = 32

    private let model: StagedModel

    init(_ model: StagedModel) {
        self.model = model
    }

    func record(_ samples: SampleSet) throws -> ExitRecords {
        guard let labels = samples.labels else { throw ToolFailure.badData("\(samples.name) has no labels") }
        do {
            DNNLBackend.prepareThread()
            let executor = try DNNLBackend().prepare(model, precision: .f32, maxBatch: Self.batch)
            var confidences: [[Float]] = []
            var isRight: [[Bool]] = []
            for start in stride(from: 0, to: samples.samples.count, by: Self.batch) {
                let end = min(start + Self.batch, samples.samples.count)
                let readings = try run(Array(samples.samples[start..<end]), on: executor)
                for (offset, exits) in readings.enumerated() {
                    confidences.append(exits.map { Float($0.confidence) })
                    isRight.append(exits.map { $0.classIndex == Int(labels[start + offset]) })
                }
            }
            let name = "\(model.manifest.name)/\(model.manifest.version)"
            return ExitRecords(model: name, confidences: confidences, isRight: isRight)
        } catch let error as ModelError {
            throw ToolFailure.badData("\(error)")
        } catch let error as InferenceError {
            throw ToolFailure.badData("\(error)")
        }
    }

    /// By sample, then by exit.
    private func run(_ samples: [ArraySlice<UInt8>], on executor: any StageExecutor) throws -> [[ExitReading]] {
        var batch: [SampleActivation] = []
        for sample in samples {
            batch.append(try Array(sample).withUnsafeBytes { try executor.stage(input: $0, datatype: .uint8) })
        }
        var readings: [[ExitReading]] = samples.map { _ in [] }
        for (stage, exit) in model.manifest.exits.enumerated() {
            let output = try executor.run(stage: stage, batch, stop: StopFlag()).samples
            for (place, sample) in output.enumerated() { readings[place].append(exit.reading(of: sample.logits)) }
            batch = output.compactMap(\.next)
        }
        return readings
    }
}
