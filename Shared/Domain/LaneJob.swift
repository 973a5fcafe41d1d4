package import Kernel

/// A job as a lane of the scheduler sees it: staged at the worker, waiting to be run stage by stage.
package struct LaneJob: Hashable, Sendable, Identifiable {
    package let id: JobID
    package let model: ModelID
    package let jobClass: JobClass
    /// The instant, on the scheduler's clock, by which the answer must leave the worker.
    package let deadline: Instant
    package let rule: ExitRule
    /// The stream it is a frame of, if it is one.
    package let stream: StreamID?
    /// How long it may wait for company in a batch: the window admission gave its stream, zero for a one-shot job.
    package let window: Duration
    package let tenant: Tenant

    package init(
        id: JobID,
        model: ModelID,
        jobClass: JobClass,
        deadline: Instant,
        rule: ExitRule,
        stream: StreamID? = nil,
        window: Duration = .zero,
        tenant: Tenant = .nobody
    ) {
        self.id = id
        self.model = model
        self.jobClass = jobClass
        self.deadline = deadline
        self.rule = rule
        self.stream = stream
        self.window = window
        self.tenant = tenant
    }
}
