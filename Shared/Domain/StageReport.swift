/// What a worker measured when one stage of a segment was over.
///
/// A segment that ends without having run its next stage (stopped, or nobody was left in it) is reported once more with
/// `segmentEnded` and no readings.
package struct StageReport: Hashable, Sendable {
    /// One job at the exit of the stage.
    package struct Reading: Hashable, Sendable {
        package let job: JobID
        /// Calibrated, 0…1.
        package let confidence: Float
        /// Whether its rule let it leave here; the worker has then answered it.
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
    /// The last stage of its segment was run, every job has left, or it was stopped.
    package let segmentEnded: Bool
    /// Of the jobs that ran the stage; a job of the segment without one did not.
    package let readings: [Reading]

    package init(batch: BatchID, stage: Int, duration: Duration, segmentEnded: Bool, readings: [Reading]) {
        self.batch = batch
        self.stage = stage
        self.duration = duration
        self.segmentEnded = segmentEnded
        self.readings = readings
    }
}
