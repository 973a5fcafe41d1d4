package import Domain

/// What the compute thread says when one stage of a segment is over.
package struct StageResult: Equatable, Sendable {
    package struct Reading: Equatable, Sendable {
        package let job: JobID
        /// Calibrated, 0…1.
        package let confidence: Float

        package init(job: JobID, confidence: Float) {
            self.job = job
            self.confidence = confidence
        }
    }

    package let batch: BatchID
    package let stage: Int
    /// The wall time of the stage; zero if nobody was left to run.
    package let duration: Duration
    package let readings: [Reading]
    /// Jobs whose run broke; their activations are lost.
    package let broken: [JobID]
    /// Whether no further stage of this segment follows.
    package let endsSegment: Bool

    package init(
        batch: BatchID,
        stage: Int,
        duration: Duration,
        readings: [Reading] = [],
        broken: [JobID] = [],
        endsSegment: Bool
    ) {
        self.batch = batch
        self.stage = stage
        self.duration = duration
        self.readings = readings
        self.broken = broken
        self.endsSegment = endsSegment
    }
}
