import Inference
import InferenceDNNL

/// What every exit of a model reads of samples, and what it makes of it: one run at full depth.
struct FeatureReader {
    private static let batch = 32

    /// One split, by exit.
    struct Features {
        let labels: [Int]
        /// By exit, sample after sample.
        var numbers: [[Float]]
        /// By exit and then by sample: what the exit's own classifier says.
        var readings: [[ExitReading]]

        func row(_ sample: Int, at exit: Int) -> [Float] {
            let size = numbers[exit].count / max(1, labels.count)
            return Array(numbers[exit][sample * size..<(sample + 1) * size])
        }

        /// The features of these samples, one after another.
        func rows(_ samples: [Int], at exit: Int) -> [Float] { samples.flatMap { row($0, at: exit) } }
    }

    private let model: StagedModel
    private let executor: any StageExecutor

    /// - Throws: ``ToolFailure`` if an exit is no classifier on features, or ``ModelError``.
    init(_ model: StagedModel) throws {
        guard model.stages.allSatisfy({ $0.features != nil }) else {
            throw ToolFailure.badData(
                "\(model.manifest.name) has an exit that does not end in a classifier on features"
            )
        }
        self.model = model
        DNNLBackend.prepareThread()
        executor = try DNNLBackend().prepare(model, precision: .f32, maxBatch: Self.batch, givesFeatures: true)
    }

    func read(_ samples: [ArraySlice<UInt8>], labels: [UInt8], title: String) throws -> Features {
        let progress = ProgressText()
        defer { progress.end() }
        var result = Features(
            labels: labels.map(Int.init),
            numbers: model.stages.map { _ in [] },
            readings: model.stages.map { _ in [] }
        )
        for start in stride(from: 0, to: samples.count, by: Self.batch) {
            var batch: [SampleActivation] = []
            for sample in samples[start..<min(start + Self.batch, samples.count)] {
                batch.append(try sample.withUnsafeBytes { try executor.stage(input: $0, datatype: .uint8) })
            }
            for stage in model.stages.indices {
                let output = try executor.run(stage: stage, batch, stop: StopFlag()).samples
                for index in output.indices { result.numbers[stage] += executor.features(of: index) }
                result.readings[stage] += output.map { model.manifest.exits[stage].reading(of: $0.logits) }
                batch = output.compactMap(\.next)
            }
            progress.show("\(title): reading features", Double(start) / Double(samples.count))
        }
        return result
    }
}
