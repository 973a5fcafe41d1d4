import Inference
import InferenceDNNL
import Simulation

/// Runs a model at full depth over labeled images and keeps what every exit said.
struct ModelRecorder {
    private static let batch = 32

    private let model: StagedModel
    private let backend: any InferenceBackend
    private let precision: Precision
    /// The exit behind which samples cross to another process, or seem to.
    private let splitAfter: Int?

    init(
        _ model: StagedModel,
        backend: any InferenceBackend = DNNLBackend(),
        precision: Precision = .f32,
        splitAfter: Int? = nil
    ) {
        self.splitAfter = splitAfter
        self.model = model
        self.backend = backend
        self.precision = precision
    }

    func record(_ samples: SampleSet) throws -> ExitRecords {
        guard let labels = samples.labels else { throw ToolFailure.badData("\(samples.name) has no labels") }
        let readings = try readings(samples)
        return ExitRecords(
            model: "\(model.manifest.name)/\(model.manifest.version)",
            confidences: readings.map { $0.map { Float($0.confidence) } },
            isRight: zip(readings, labels).map { exits, label in exits.map { $0.classIndex == Int(label) } }
        )
    }

    /// By sample, then by exit.
    func readings(_ samples: SampleSet) throws -> [[ExitReading]] {
        do {
            DNNLBackend.prepareThread()
            let executor = try backend.prepare(model, precision: precision, maxBatch: Self.batch)
            return try stride(from: 0, to: samples.samples.count, by: Self.batch).flatMap { start in
                let end = min(start + Self.batch, samples.samples.count)
                return try run(Array(samples.samples[start..<end]), on: executor)
            }
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
            if stage == splitAfter { batch = try batch.map { try handOn($0, on: executor) } }
        }
        return readings
    }

    private func handOn(_ sample: SampleActivation, on executor: any StageExecutor) throws -> SampleActivation {
        guard let bytes = executor.carriedBytes(of: sample) else { return sample }
        return try bytes.withUnsafeBytes { try executor.resume($0, before: sample.stage) }
    }
}
