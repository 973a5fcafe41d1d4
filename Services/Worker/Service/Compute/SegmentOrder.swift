package import Domain
package import Inference
package import WorkerPolicy

/// A granted segment as it is handed to the compute thread.
package struct SegmentOrder: Sendable {
    package var run: SegmentRun
    package let model: ModelID
    package let samples: [JobID: StagedSample]
    package let stop: StopFlag

    package init(run: SegmentRun, model: ModelID, samples: [JobID: StagedSample], stop: StopFlag) {
        self.run = run
        self.model = model
        self.samples = samples
        self.stop = stop
    }
}
