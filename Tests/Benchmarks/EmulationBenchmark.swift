import Domain
import Foundation
import Inference
import Kernel
import NIOCore
import NPUFiles
import Telemetry
import WorkerService

/// Measures how exactly the emulated NPU's clock is kept, and whether this machine computes the values in time.
///
/// First waits alone; then the stages of the served model on the shipped devices, in every arithmetic: modeled time, time
/// until the values were handed over, and the host's time for the values. Take it on a machine with an idle core.
func runEmulationBenchmark() throws {
    let time = MonotonicTime()
    let waiter = PreciseWaiter(time)
    print("waits, µs after their time: median · p99 · largest of 500; the share that keeps 50 µs")
    for length in [50, 200, 1_000, 5_000] {
        let late = (0..<500).map { _ in
            let end = time.now + .microseconds(length)
            waiter.wait(until: end)
            return time.now - end
        }
        print("  of \(length) µs: \(EmulationFigures.text(late))")
    }
    for name in ["zcu104", "micro"] {
        let file = try DeviceFile(path: "deploy/npu/\(name).yaml")
        print("stages of fashion on \(file.memberDevice), µs: modeled · handed over (median) · values (median)")
        for batch in [1, 8] {
            try EmulationFigures.runStages(of: "fashion", on: file, batch: batch, time: time)
        }
    }
}

/// What the benchmark of the emulation prints.
private enum EmulationFigures {
    static func text(_ late: [Duration]) -> String {
        let sorted = late.sorted()
        let kept = 100 * Double(sorted.count { $0 <= EmulatedEngine.tolerance }) / Double(sorted.count)
        let shown = [sorted[sorted.count / 2], sorted[sorted.count * 99 / 100], sorted[sorted.count - 1]]
        return shown.map { String(format: "%.1f", Double($0.nanoseconds) / 1_000) }.joined(separator: " · ")
            + String(format: "; %.1f %%", kept)
    }

    static func runStages(of name: String, on file: DeviceFile, batch: Int, time: MonotonicTime) throws {
        let model = try ModelRepository(root: "deploy/models").load(name: name, version: "1")
        let settings = LoadSettings(models: "deploy/models", names: [name], maxBatch: batch, npu: file)
        let (backend, precision) = settings.kernels
        let inner = ModelEngine(try backend.prepare(model, precision: precision, maxBatch: batch))
        let device = EmulatedDevice(file, time: time, metrics: MetricsRegistry())
        let table = try device.table(for: model, maxBatch: batch)
        let engine = EmulatedEngine(inner, table, on: device, model: ModelID(name: name, version: "1"))
        var late: [Duration] = []
        var lines: [String] = []
        var contents = (0..<batch).map { _ in StagedSample.Content.raw(ByteBuffer(repeating: 77, count: 784), .uint8) }
        for stage in model.stages.indices {
            let modeled = device.profile(of: ModelID(name: name, version: "1"), table, margin: 1)
                .wcet(stage: stage, batchSize: batch)
            let whole = try repeated(engine, stage, contents, time)
            let values = try repeated(inner, stage, contents, time)
            late += whole.times.map { $0 - modeled }
            lines.append([modeled, whole.median, values.median].map { "\($0.microseconds)" }.joined(separator: " · "))
            contents = values.steps.compactMap { $0.carried.map(StagedSample.Content.carried) }
        }
        print("  \(file.arithmetic.rawValue), batch \(batch): \(lines.joined(separator: "   "))")
        print("    after the modeled time: \(text(late)); all four stages together")
    }

    private static func repeated(
        _ engine: any StageEngine,
        _ stage: Int,
        _ contents: [StagedSample.Content],
        _ time: MonotonicTime
    ) throws -> (times: [Duration], median: Duration, steps: [StageStep]) {
        var times: [Duration] = []
        var steps: [StageStep] = []
        for _ in 0..<300 {
            let began = time.now
            steps = try engine.run(stage: stage, contents, stop: StopFlag())
            times.append(time.now - began)
        }
        return (times, times.sorted()[times.count / 2], steps)
    }
}
