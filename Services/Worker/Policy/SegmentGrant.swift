package import Domain

/// Stages of one batch that the scheduler lets the worker run without asking in between.
package struct SegmentGrant: Equatable, Sendable {
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
