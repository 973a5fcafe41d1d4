/// Stages of one batch that the worker runs without asking in between; each job leaves by its own rule.
package struct Segment: Hashable, Sendable {
    /// The most that a worker may have been granted and not ended: one that runs, and two so that it never waits for a
    /// command behind a short one.
    package static let outstandingLimit = 3

    package let batch: BatchID
    package let model: ModelID
    package let stages: ClosedRange<Int>
    package let jobs: [JobID]

    package init(batch: BatchID, model: ModelID, stages: ClosedRange<Int>, jobs: [JobID]) {
        self.batch = batch
        self.model = model
        self.stages = stages
        self.jobs = jobs
    }
}
