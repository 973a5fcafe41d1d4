package import Domain

/// One thing that the worker tells the scheduler.
package enum LaneNote: Equatable, Sendable {
    /// A job is staged; some of its stages may be done when a restarted scheduler is told again, or it runs already.
    case arrived(LaneJob, stagesDone: Int, begun: SegmentGrant? = nil)
    /// One stage of a segment is over.
    case done(StageReport)
    /// The job has gone in another way than by its exit rule; nobody waits for it.
    case withdrawn(JobID)
}

/// One stage of a segment as the scheduler is told of it: only jobs that somebody still waits for.
package struct StageReport: Equatable, Sendable {
    package struct Reading: Equatable, Sendable {
        package let job: JobID
        package let confidence: Float
        /// Answered at this exit.
        package let left: Bool

        package init(job: JobID, confidence: Float, left: Bool) {
            self.job = job
            self.confidence = confidence
            self.left = left
        }
    }

    package let batch: BatchID
    package let stage: Int
    package let duration: Duration
    package let endsSegment: Bool
    package let readings: [Reading]

    package init(batch: BatchID, stage: Int, duration: Duration, endsSegment: Bool, readings: [Reading]) {
        self.batch = batch
        self.stage = stage
        self.duration = duration
        self.endsSegment = endsSegment
        self.readings = readings
    }
}
