import Inference

@testable import WorkerService

/// An engine whose every run takes so long on a manual clock; a stop that is raised by then ends it.
final class SlowEngine: StageEngine {
    private let inner: any StageEngine
    private let time: ManualTime
    private let cost: Duration

    init(_ inner: any StageEngine, _ time: ManualTime, cost: Duration) {
        self.inner = inner
        self.time = time
        self.cost = cost
    }

    var maxBatch: Int { inner.maxBatch }

    func run(
        stage: Int,
        _ samples: [StagedSample.Content],
        stop: StopFlag
    ) throws(InferenceError) -> [StageStep] {
        time.advance(by: cost)
        return try inner.run(stage: stage, samples, stop: stop)
    }
}
