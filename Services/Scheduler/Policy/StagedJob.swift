package import Domain

/// A job whose tensor lies at the worker, with how far it has come.
package struct StagedJob: Hashable, Sendable {
    /// The segment as which a job runs already, by the standing grant: all stages through one, nobody else in it.
    package struct Begun: Hashable, Sendable {
        package let batch: BatchID
        package let through: Int

        package init(batch: BatchID, through: Int) {
            self.batch = batch
            self.through = through
        }
    }

    package let job: LaneJob
    /// More than 0 when a restarted scheduler is told again.
    package let stagesDone: Int
    /// The confidence that every exit will read, for policies that are allowed to be clairvoyant; only simulations know it.
    package let foresight: [Float]?
    package let begun: Begun?

    package init(_ job: LaneJob, stagesDone: Int = 0, foresight: [Float]? = nil, begun: Begun? = nil) {
        self.job = job
        self.stagesDone = stagesDone
        self.foresight = foresight
        self.begun = begun
    }
}
