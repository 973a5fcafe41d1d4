/// Stages of one batch that the worker runs without asking in between; each job leaves by its own rule.
package struct Segment: Hashable, Sendable {
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
