package import Domain

/// What the admission controller is told.
package enum AdmissionEvent: Sendable {
    /// The whole cluster view; members that are missing have vanished.
    case viewChanged([Member])
    case jobAsked(JobID, JobRequest)
    /// Whether a copy of a job that is at a worker may go to a cloud tier; what it costs is settled with the job.
    case hedgeAsked(JobID, JobRequest)
    /// Answered, failed or given up: its claim is free.
    case jobSettled(JobID)
    /// A promised job or frame was not answered in time.
    case promiseBroken(WorkerID)
    /// A job that was sent to the cloud tier has come back, or has not.
    case offloadEnded(WorkerID, OffloadOutcome)
    case streamAsked(StreamID, StreamRequest)
    case streamClosed(StreamID)
    /// A gateway tells a restarted controller what it had been promised.
    case streamRestored(StreamID, StreamRequest, StreamPromise)
    case budget(BudgetEvent)
    case alarmFired
}
