package import Domain

/// One thing that the worker tells the scheduler.
package enum LaneNote: Equatable, Sendable {
    /// A job is staged; some of its stages may be done when a restarted scheduler is told again, or it runs already.
    case arrived(LaneJob, stagesDone: Int, begun: Segment? = nil)
    /// One stage of a segment is over.
    case done(StageReport)
    /// The job has gone in another way than by its exit rule; nobody waits for it.
    case withdrawn(JobID)
}
