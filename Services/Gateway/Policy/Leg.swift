package import Domain

/// One way of a job to one worker.
package struct Leg: Hashable, Sendable {
    /// On what terms the worker gets the job.
    package enum Terms: String, Hashable, Sendable {
        case promise
        case bestEffort = "best_effort"
        case offload
        /// Without a verdict, since nothing else of this gateway was under way.
        case ahead
        /// A frame within the rate that its stream was promised.
        case stream
        /// A frame beyond that rate or number: in spare time only.
        case excess
        /// The mandatory part of what is at the cloud tier, in spare time.
        case fallback
        /// A copy of what may be late at its worker, at the cloud tier.
        case hedge
    }

    package var worker: WorkerID
    package var rule: ExitRule
    package var terms: Terms
    package var stream: StreamID?
    /// How long the job may wait at the worker for company.
    package var window: Duration
    /// What runs in place of the model that was asked for.
    package var variant: ModelID?

    package init(
        worker: WorkerID,
        rule: ExitRule,
        terms: Terms,
        stream: StreamID? = nil,
        window: Duration = .zero,
        variant: ModelID? = nil
    ) {
        self.worker = worker
        self.rule = rule
        self.terms = terms
        self.stream = stream
        self.window = window
        self.variant = variant
    }

    package var jobClass: JobClass {
        switch terms {
        case .bestEffort, .excess, .fallback: .bestEffort
        case .promise, .offload, .ahead, .stream, .hedge: .promised
        }
    }

    /// Whether the job is elsewhere at the same time.
    package var isSecondWay: Bool { terms == .fallback || terms == .hedge }

    /// Whether it leads over the WAN, at a price.
    package var leadsToCloud: Bool { terms == .offload || terms == .hedge }
}
