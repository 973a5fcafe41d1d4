package import Domain

/// A job on a lane in the numbers that decisions are made of; instants in nanoseconds on the lane's clock.
package struct QueuedJob: Hashable, Sendable, Identifiable {
    package let id: JobID
    /// The place of its model in the lane's list.
    package let slot: Int
    package let isPromised: Bool
    /// Of an admitted stream.
    package let isFrame: Bool
    package let tenant: Tenant
    package let mandatoryExit: Int
    package let lastExit: Int
    /// When its stages must be over: its deadline less the allowance for the answer's way.
    package let end: Int64
    /// When its window closes; its arrival, if it has none.
    package let release: Int64
    package let hasWindow: Bool
    /// Counts up with the arrivals.
    package let ordinal: UInt64
    package let arrival: Int64
    /// As ``StagedJob/foresight``.
    package let foresight: [Float]?
    /// The next stage to run.
    package var stage: Int
    /// Of the exit it has passed, 0 before the first one.
    package var confidence: Float
    /// Since when it has waited for its next stage.
    package var waitsSince: Int64
    /// The segment that it is in, if it is in one.
    package var batch: BatchID?
    /// The segment that it was in last.
    package var lastBatch: BatchID?

    package var isMandatory: Bool { isPromised && stage <= mandatoryExit }
    /// Whether a usable answer is there.
    package var isAnswerable: Bool { stage > mandatoryExit }
}
