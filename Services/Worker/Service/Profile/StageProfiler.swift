import Inference
import Kernel
import NIOCore

/// Measures every stage of one model at every batch size, in the way in which it is run later.
///
/// It goes round after round through all batch sizes and stages, so that a bad moment of the machine spoils one sample of
/// many cells and not all samples of one. A run during which the thread was off the processor for a noticeable time is set
/// aside (see ``StageSamples``). The first round warms up and is not counted.
struct StageProfiler {
    /// At least so many rounds are run, however long they take.
    static let leastRounds = 4
    static let mostRounds = 400

    private let engine: any StageEngine
    private let input: ModelInput
    private let stages: Int
    private let settings: ProfileSettings
    private let time: any TimeSource

    init(_ engine: any StageEngine, input: ModelInput, stages: Int, settings: ProfileSettings, time: any TimeSource) {
        self.engine = engine
        self.input = input
        self.stages = stages
        self.settings = settings
        self.time = time
    }

    func measure() throws(InferenceError) -> StageTable {
        var samples = StageSamples(stages: stages, maxBatch: engine.maxBatch)
        var warmUp = samples
        try round(into: &warmUp)
        let end = time.now + .nanoseconds(Int64(settings.seconds * 1e9))
        var rounds = 0
        while rounds < Self.leastRounds || (rounds < Self.mostRounds && time.now < end) {
            try round(into: &samples)
            rounds += 1
        }
        return samples.table()
    }

    private func round(into samples: inout StageSamples) throws(InferenceError) {
        for batchSize in 1...engine.maxBatch {
            var contents = (0..<batchSize).map { StagedSample.Content.raw(picture($0), .uint8) }
            for stage in 0..<stages {
                let (began, beganOnProcessor) = (time.now, Machine.threadTime)
                let steps = try engine.run(stage: stage, contents, stop: StopFlag())
                let onProcessor = Machine.threadTime - beganOnProcessor
                samples.add(time.now - began, onProcessor: onProcessor, stage: stage, batchSize: batchSize)
                contents = steps.compactMap { $0.carried.map(StagedSample.Content.carried) }
            }
        }
    }

    /// Bytes without a pattern, so that no kernel meets only zeros or denormal numbers.
    private func picture(_ number: Int) -> ByteBuffer {
        var state = UInt32(truncatingIfNeeded: number &+ 1) &* 2_654_435_761
        return ByteBuffer(
            bytes: (0..<input.byteCount(.uint8)).map { _ in
                state = state &* 1_664_525 &+ 1_013_904_223
                return UInt8(state >> 24)
            }
        )
    }
}
