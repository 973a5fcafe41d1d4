import Foundation
import Inference
import InferenceDNNL
import NIOCore
import WorkerService

/// Times a worker's engine on `fashion` at full depth: jobs for the network's own task, and for a second one as well.
///
/// Rounds of both alternate; the figures are medians of thread-CPU time per batch. Two requests would cost twice the first.
///
/// - Throws: When the model or its heads are missing.
package func runHeadsBenchmark() throws {
    DNNLBackend.prepareThread()
    let repository = ModelRepository(root: "deploy/models")
    let model = try repository.load(name: "fashion", version: "1")
    let heads = try repository.heads(of: model)
    guard !heads.isEmpty else {
        throw ModelError.unreadable(path: "deploy/models/fashion/1/heads", reason: "there are no heads")
    }
    // A worker without heads does not ask for features.
    let plain = ModelEngine(try DNNLBackend().prepare(model, precision: .f32, maxBatch: 16))
    let rich = ModelEngine(
        try DNNLBackend().prepare(model, precision: .f32, maxBatch: 16, givesFeatures: true),
        heads: heads
    )
    print("batch   one task µs   with heads loaded µs   two tasks µs   two / one")
    for batch in [1, 4, 16] {
        var times: [[Double]] = [[], [], []]
        for _ in 0..<31 {
            times[0].append(try passMicroseconds(plain, batch, TaskSelection()))
            times[1].append(try passMicroseconds(rich, batch, TaskSelection()))
            times[2].append(try passMicroseconds(rich, batch, TaskSelection(further: [0])))
        }
        let medians = times.map { InferenceTiming.median($0) }
        print(
            String(
                format: "%5d %13.1f %22.1f %14.1f %11.3f",
                batch,
                medians[0],
                medians[1],
                medians[2],
                medians[2] / medians[0]
            )
        )
    }
}

/// One pass through all stages, the mean of ten.
private func passMicroseconds(_ engine: ModelEngine, _ batch: Int, _ tasks: TaskSelection) throws -> Double {
    let tensor = ByteBuffer(bytes: (0..<784).map { UInt8(truncatingIfNeeded: $0 &* 37) })
    let samples = (0..<batch).map { _ in StagedSample(.raw(tensor, .uint8), tasks: tasks) }
    let stop = StopFlag()
    var total = 0.0
    for _ in 0..<10 {
        var contents = samples.compactMap { $0.content(before: 0) }
        let start = InferenceTiming.threadNanoseconds()
        for stage in 0..<4 {
            let steps = try engine.run(stage: stage, contents, of: samples, stop: stop)
            contents = steps.compactMap { $0.carried.map(StagedSample.Content.carried) }
        }
        total += Double(InferenceTiming.threadNanoseconds() - start)
    }
    return total / 1e4
}
