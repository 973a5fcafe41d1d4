import Domain
import Foundation
import Inference
import Kernel
import NIOCore
import NIOPosix
import NPU
import NPUFiles
import Telemetry
import WorkerPolicy
import WorkerService

/// A model on an emulated device as a worker holds it: engine on a compute thread, results to an event loop.
final class EmulationStages {
    /// One run of a stage: how long after its modeled time it was over.
    struct Run {
        /// By the worker's own account: its `duration`.
        let handedOver: Duration
        /// On the event loop.
        let reported: Duration
    }

    private let model = ModelID(name: "fashion", version: "1")
    private let time: MonotonicTime
    private let batch: Int
    private let modeled: [Duration]
    private let values: [Duration]
    private let bench: ComputeBench
    private let inbox: OutcomeInbox
    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    init(of name: String, on file: DeviceFile, batch: Int, time: MonotonicTime) throws {
        (self.time, self.batch) = (time, batch)
        let staged = try ModelRepository(root: "deploy/models").load(name: name, version: "1")
        let settings = LoadSettings(models: "deploy/models", names: [name], maxBatch: batch, npu: file)
        let device = EmulatedDevice(file, time: time, metrics: MetricsRegistry())
        let times = file.times(try device.table(for: staged, maxBatch: batch))
        modeled = times.stages.map { times.run(stage: $0, batch: batch) }
        let (backend, precision) = settings.kernels
        values = try Self.values(
            ModelEngine(try backend.prepare(staged, precision: precision, maxBatch: batch)),
            stages: staged.stages.count,
            batch: batch,
            time
        )
        let inbox = OutcomeInbox()
        self.inbox = inbox
        bench = ComputeBench(
            name: "compute",
            eventLoop: group.next(),
            time: time,
            idled: { _ in },
            deliver: { inbox.put($0, at: time.now) }
        )
        try load(settings)
    }

    deinit {
        try? group.syncShutdownGracefully()
    }

    /// Runs all stages of a batch one segment after another, so many times.
    func runs(rounds: Int) -> [Run] {
        (0..<rounds).flatMap { round in
            let samples = (0..<batch).map { _ in Self.sample() }
            return modeled.indices.map { stage in
                bench.runner.submit(order(samples, stage: stage, batch: UInt64(round * modeled.count + stage + 1)))
                let (outcome, at) = inbox.take()
                return Run(
                    handedOver: outcome.result.duration - modeled[stage],
                    reported: at - outcome.began - modeled[stage]
                )
            }
        }
    }

    /// By stage what is modeled and what the host took for the values.
    var text: String {
        zip(modeled, values).map { "\($0.microseconds) · \($1.microseconds)" }.joined(separator: "   ")
    }

    private static func sample() -> StagedSample { StagedSample(.raw(ByteBuffer(repeating: 77, count: 784), .uint8)) }

    private func order(_ samples: [StagedSample], stage: Int, batch: UInt64) -> SegmentOrder {
        let rule = ExitRule(mandatoryExit: modeled.count - 1, lastExit: modeled.count - 1, threshold: 2)
        let jobs = samples.indices.map { JobID(UInt64($0) + 1) }
        return SegmentOrder(
            run: SegmentRun(
                batch: BatchID(batch),
                stages: stage...stage,
                members: jobs.map { SegmentRun.Member(job: $0, rule: rule) }
            ),
            model: model,
            samples: Dictionary(uniqueKeysWithValues: zip(jobs, samples)),
            stop: StopFlag()
        )
    }

    /// Has the worker's own loader make the engine, on the compute thread.
    private func load(_ settings: LoadSettings) throws {
        let loaded = group.next().makePromise(of: Void.self)
        let loader = ModelLoader(settings, time: time, logger: .init(label: "benchmark"), metrics: MetricsRegistry())
        bench.load(loader) { loaded.completeWith($0.map { _ in }) }
        try loaded.futureResult.wait()
    }

    private static func values(
        _ engine: any StageEngine,
        stages: Int,
        batch: Int,
        _ time: MonotonicTime
    ) throws -> [Duration] {
        var contents = (0..<batch).compactMap { _ in Self.sample().content(before: 0) }
        return try (0..<stages).map { stage in
            var times: [Duration] = []
            var steps: [StageStep] = []
            for _ in 0..<100 {
                let began = time.now
                steps = try engine.run(stage: stage, contents, stop: StopFlag())
                times.append(time.now - began)
            }
            contents = steps.compactMap { $0.carried.map(StagedSample.Content.carried) }
            return times.sorted()[times.count / 2]
        }
    }
}
