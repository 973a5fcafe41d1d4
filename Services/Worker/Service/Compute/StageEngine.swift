package import Inference
import Kernel

/// What the compute thread needs of one prepared model; confined to that thread.
package protocol StageEngine: AnyObject {
    var maxBatch: Int { get }

    /// Runs one stage.
    ///
    /// - Parameters:
    ///   - stage: The stage that all samples stand before.
    ///   - samples: 1…``maxBatch`` of them.
    ///   - stop: Ends the run between two layers.
    /// - Returns: One step per sample, in the same order.
    /// - Throws: ``InferenceError``; the samples are as before.
    func run(stage: Int, _ samples: [StagedSample.Content], stop: StopFlag) throws(InferenceError) -> [StageStep]

    /// Runs one stage of samples that are told by who holds them, for engines that keep what a stop leaves behind.
    ///
    /// - Parameters:
    ///   - stage: The stage that all samples stand before.
    ///   - samples: 1…``maxBatch`` of them.
    ///   - owners: Of the samples, in the same order.
    ///   - stop: Ends the run between two layers.
    /// - Returns: One step per sample, in the same order.
    /// - Throws: ``InferenceError``; the samples are as before.
    func run(
        stage: Int,
        _ samples: [StagedSample.Content],
        of owners: [StagedSample],
        stop: StopFlag
    ) throws(InferenceError) -> [StageStep]
}

extension StageEngine {
    package func run(
        stage: Int,
        _ samples: [StagedSample.Content],
        of owners: [StagedSample],
        stop: StopFlag
    ) throws(InferenceError) -> [StageStep] {
        try run(stage: stage, samples, stop: stop)
    }
}

/// What one stage found out about one sample.
package struct StageStep: Sendable {
    /// Of the network's own task; calibrated, 0…1.
    package let confidence: Float
    /// One per class of it.
    package let probabilities: [Float]
    /// Of the further tasks that the sample is for, in the order of its selection.
    package var tasks: [TaskReading] = []
    /// The least confidence of all tasks that the sample is for: what its exit rule is about.
    package var leastConfidence: Float
    /// The class that the sample's specialized heads are sure of here.
    package var claim: Int?
    /// What the next stage continues from; `nil` after the last one.
    package let carried: (any Sendable)?
    /// Only of devices that are emulated.
    package var emulation: StageEmulation?

    /// As the exit rule sees it where tasks have terms of their own.
    func onTerms(of tasks: TaskSelection, at now: @autoclosure () -> Instant) -> StageStep {
        guard !tasks.terms.isEmpty, self.tasks.count == tasks.further.count else { return self }
        var step = self
        step.leastConfidence = tasks.confidence(own: confidence, others: self.tasks.map(\.confidence), at: now())
        return step
    }

    package init(confidence: Float, probabilities: [Float], carried: (any Sendable)?) {
        self.confidence = confidence
        leastConfidence = confidence
        self.probabilities = probabilities
        self.carried = carried
    }
}
