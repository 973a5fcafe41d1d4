import Foundation
import Inference
import InferenceDNNL

/// Times whole models against ONNX Runtime on the same file: all exits, one thread, f32, batches of 1 and 16.
///
/// Rounds of both engines alternate, so that what else the machine does hits both. The figures are medians of the
/// thread-CPU time per batch; trust their ratio. Ours include what serving costs: merging, splitting and one call per
/// stage. Where the CPU has bf16, that is timed as well, and
/// so is int8.
///
/// - Throws: When a model or the Python environment with `onnxruntime` is missing.
package func runInferenceBenchmark() throws {
    DNNLBackend.prepareThread()
    print("model          batch   rubato µs   onnxruntime µs   ratio   bf16 µs   int8 µs   stages µs")
    for name in ["fashion", "fashion-hard"] {
        let model = try ModelRepository(root: "deploy/models").load(name: name, version: "1")
        let reference = try ReferenceRuntime(model: "deploy/models/\(name)/1/model.onnx")
        let executor = try DNNLBackend().prepare(model, precision: .f32, maxBatch: 16)
        let others = try [Precision.bf16, .int8].map { precision -> (any StageExecutor)? in
            guard DNNLBackend().supports(precision) else { return nil }
            return try DNNLBackend().prepare(model, precision: precision, maxBatch: 16)
        }
        for batch in [1, 16] {
            let repetitions = max(1, Int(100 / model.stages.map(\.mflop).reduce(0, +) / Double(batch) * 40))
            var rounds: (ours: [Double], theirs: [Double], others: [[Double]]) = ([], [], [[], []])
            var stages: [[Double]] = []
            for _ in 0..<15 {
                let times = try InferenceTiming.microseconds(executor, batch: batch, repetitions: repetitions)
                rounds.ours.append(times.reduce(0, +))
                stages.append(times)
                rounds.theirs.append(try reference.microseconds(batch: batch, repetitions: repetitions))
                for (index, other) in others.enumerated() {
                    guard let other else { continue }
                    let times = try InferenceTiming.microseconds(other, batch: batch, repetitions: repetitions)
                    rounds.others[index].append(times.reduce(0, +))
                }
            }
            let (ours, theirs) = (InferenceTiming.median(rounds.ours), InferenceTiming.median(rounds.theirs))
            let perStage = model.stages.indices.map { stage in InferenceTiming.median(stages.map { $0[stage] }) }
            print(
                name.padding(toLength: 14, withPad: " ", startingAt: 0),
                String(format: "%5d %11.1f %16.1f %7.2f", batch, ours, theirs, ours / theirs),
                rounds.others.map {
                    $0.isEmpty ? "        -" : String(format: "%9.1f", InferenceTiming.median($0))
                }.joined(separator: " "),
                " " + perStage.map { String(format: "%.1f", $0) }.joined(separator: " ")
            )
        }
    }
}
