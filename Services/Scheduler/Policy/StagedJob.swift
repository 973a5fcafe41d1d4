package import Domain

/// A job whose tensor lies at the worker, with how far it has come.
package struct StagedJob: Hashable, Sendable {
    package let job: LaneJob
    /// More than 0 when a restarted scheduler is told again.
    package let stagesDone: Int
    /// The confidence that every exit will read, for policies that are allowed to be clairvoyant; only simulations know it.
    package let foresight: [Float]?

    package init(_ job: LaneJob, stagesDone: Int = 0, foresight: [Float]? = nil) {
        self.job = job
        self.stagesDone = stagesDone
        self.foresight = foresight
    }
}
