package import Domain

/// A segment that the worker has been given and has not yet ended.
package struct Grant: Hashable, Sendable {
    package let batch: BatchID
    package let slot: Int
    package let jobs: [JobID]
    package let lastStage: Int
    /// The deepest mandatory exit of the promised jobs in it, -1 if there is none.
    package let mandatoryThrough: Int
    /// The first end of the promised jobs in it that have mandatory stages left after it; the distant future without any.
    package let unfinishedEnd: Int64
    /// The stage that runs or will run first.
    package var stage: Int
    /// When that stage began, as far as the lane can tell; nanoseconds.
    package var stageBegan: Int64
    /// Jobs that have neither left nor been withdrawn.
    package var liveJobs: Int
    /// Jobs with which the stage began, as far as the lane can tell.
    package var stageJobs: Int
    package var isStopped = false

    /// Whether it could be stopped without harm to a promise.
    package var isOptional: Bool { stage > mandatoryThrough }
}
