import Inference
import InferenceDNNL
import Kernel
import ModelCompiler

/// Measures what a variant costs on this CPU, and computes what it would cost on accelerators.
struct VariantProfiler {
    static let batches = [1, 4, 16]

    struct Costs {
        var weightBytes = 0
        var arenaBytes = 0
        var loadMilliseconds = 0.0
        var devices: [CatalogEntry.DeviceFigures] = []
    }

    let devices: [NPUFigures]
    /// Per batch size.
    let seconds: Double
    let meter: EnergyMeter

    /// Loads and runs a variant.
    ///
    /// - Parameters:
    ///   - repository: Holds the variant's files with ranges of activations, whose reading is part of what is measured.
    ///   - name: The variant's folder there.
    ///   - version: The folder under that.
    ///   - test: Run in every arithmetic of this CPU beside f32, whose figures are known.
    ///   - accuracy: In f32.
    /// - Returns: The figures of the CPU in each of its precisions, and of each accelerator.
    /// - Throws: ``ModelError`` or ``InferenceError``.
    func costs(
        repository: ModelRepository,
        name: String,
        version: String,
        test: LabeledSamples,
        accuracy: Double
    ) throws -> Costs {
        DNNLBackend.prepareThread()
        let backend = DNNLBackend()
        let time = MonotonicTime()
        let begin = time.now
        let model = try repository.load(name: name, version: version)
        _ = try backend.prepare(model, precision: .f32, maxBatch: 1)
        var costs = Costs(loadMilliseconds: Calibration.rounded((time.now - begin).milliseconds, 3))
        for precision in Precision.allCases where backend.supports(precision) {
            let executor = try backend.prepare(model, precision: precision, maxBatch: Self.batches.max() ?? 1)
            if precision == .f32 {
                costs.weightBytes = executor.footprint.weightBytes
                costs.arenaBytes = executor.footprint.arenaBytes
            }
            var figures = try measure(executor)
            figures.accuracy = accuracy
            if precision != .f32, let last = try SampleRunner(model).logits(test.samples, precision: precision).last {
                figures.accuracy = Calibration.rounded(Calibration.accuracy(last, labels: test.labels), 4)
            }
            costs.devices.append(figures)
        }
        costs.devices += try devices.map { try $0.figures(of: model) }
        return costs
    }

    private func measure(_ executor: any StageExecutor) throws -> CatalogEntry.DeviceFigures {
        let bench = ModelBench(executor: executor)
        var single: ModelBench.Result?
        let energy = try meter.measure {
            let result = try bench.measure([1], seconds: seconds)[0]
            single = result
            return result.medianMilliseconds / 1e3 * Double(result.runs)
        }
        let others = try bench.measure(Self.batches.filter { $0 > 1 }, seconds: seconds)
        let results = [single].compactMap(\.self) + others
        return CatalogEntry.DeviceFigures(
            device: "cpu-\(executor.precision.rawValue)",
            times: results.map {
                .init(batch: $0.batch, milliseconds: Calibration.rounded($0.medianMilliseconds, 4))
            },
            millijoules: Calibration.rounded(energy.joules * 1e3 / Double(max(1, single?.runs ?? 1)), 4),
            energySource: energy.source
        )
    }
}
