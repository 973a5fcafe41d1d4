import Inference
import Kernel
import NIOCore

/// Measures every stage of one model at every batch size, in the way in which it is run later.
///
/// It goes round after round through all batch sizes and stages, so that a bad moment of the machine spoils one
/// sample of many cells and not all samples of one.
struct StageProfiler {
    /// As many rounds are run even if they take longer than the time given, but not longer than ``patience`` times
    /// that.
    static let leastRounds = 4
    static let mostRounds = 400
    static let patience = 4.0

    private let engine: any StageEngine
    private let input: ModelInput
    private let stages: Int
    private let tasks: TaskSelection
    private let special: SpecialUse?
    private let settings: ProfileSettings
    private let time: any TimeSource

    init(
        _ engine: any StageEngine,
        input: ModelInput,
        stages: Int,
        tasks: TaskSelection = TaskSelection(),
        special: SpecialUse? = nil,
        settings: ProfileSettings,
        time: any TimeSource
    ) {
        self.engine = engine
        self.input = input
        self.stages = stages
        self.tasks = tasks
        self.special = special
        self.settings = settings
        self.time = time
    }

    /// Measures until the time given is over; the engine should be warm.
    func measure() throws(InferenceError) -> StageTable {
        var samples = StageSamples(stages: stages, maxBatch: engine.maxBatch)
        let began = time.now
        var rounds = 0
        repeat {
            try round(into: &samples)
            rounds += 1
        } while needsMore(rounds, after: (time.now - began).seconds)
        return samples.table()
    }

    private func needsMore(_ rounds: Int, after seconds: Double) -> Bool {
        if rounds < Self.leastRounds { return seconds < settings.seconds * Self.patience }
        return rounds < Self.mostRounds && seconds < settings.seconds
    }

    private func round(into samples: inout StageSamples) throws(InferenceError) {
        for batchSize in 1...engine.maxBatch { try pass(batchSize, into: &samples) }
    }

    /// Runs every stage once at one batch size, so that no plan's first run is left to a job.
    func warmUp(batchSize: Int) throws(InferenceError) {
        var ignored = StageSamples(stages: stages, maxBatch: engine.maxBatch)
        try pass(batchSize, into: &ignored)
    }

    private func pass(_ batchSize: Int, into samples: inout StageSamples) throws(InferenceError) {
        var contents = (0..<batchSize).map { StagedSample.Content.raw(picture($0), .uint8) }
        let owners = contents.map { StagedSample($0, tasks: tasks, special: special) }
        for stage in 0..<stages {
            let (began, beganOnProcessor) = (time.now, Machine.threadTime)
            let steps = try engine.run(stage: stage, contents, of: owners, stop: StopFlag())
            let onProcessor = Machine.threadTime - beganOnProcessor
            samples.add(time.now - began, onProcessor: onProcessor, stage: stage, batchSize: batchSize)
            contents = steps.compactMap { $0.carried.map(StagedSample.Content.carried) }
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
