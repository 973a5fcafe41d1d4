package import Domain

/// What a lane is told.
package enum LaneEvent: Sendable {
    /// The worker has connected, for the first time or again: all jobs and grants are forgotten, it will report what it holds.
    indirect case opened(Member)
    /// The worker's models or profiles are others now; jobs and grants stay.
    indirect case changed(Member)
    /// Tensors lie at the worker.
    case arrived([StagedJob])
    case stageDone(StageReport)
    /// Nobody waits for these jobs: canceled, answered by the worker, or past their deadline.
    case withdrawn([JobID])
    /// What admission has promised to streams on this worker, all of it; replaces what it said before.
    indirect case promised(LanePlan)
    case alarmFired
}
