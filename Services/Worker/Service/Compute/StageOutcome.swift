package import Domain
package import Kernel
package import WorkerPolicy

/// One stage's result with what the answers are made of.
package struct StageOutcome: Sendable {
    package let result: StageResult
    package let model: ModelID
    package let began: Instant
    /// Of every job that ran the stage; the sample tells a job from a later one of the same number.
    package let steps: [(job: JobID, sample: StagedSample, step: StageStep)]
    /// Whether it was stopped between two layers.
    package var wasStopped = false

    /// Over in less time than it costs two processes to hear of it.
    var isBrief: Bool { result.duration < .microseconds(250) }
}
