/// What admission answers to a one-shot job.
package enum Verdict: Hashable, Sendable {
    /// The mandatory part will be done in time on this member; the rule may be shallower than asked for.
    case promise(WorkerID, ExitRule)
    /// No promise; it runs there if time is left over.
    case bestEffort(WorkerID, ExitRule)
    /// The edge cannot promise, the cloud tier can, for money.
    case offload(WorkerID, ExitRule)
    case refuse(Refusal)
}

/// Why admission makes no promise, and what it would have promised.
package struct Refusal: Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable {
        case unknownModel = "unknown_model"
        /// No worker is there.
        case noWorker = "no_worker"
        /// Even an idle worker needs longer.
        case deadlineTooShort = "deadline_too_short"
        /// Feasible, but promised work leaves no room now.
        case overloaded
        /// A bound of the ledger is reached.
        case tooMany = "too_many"
    }

    package let reason: Reason
    /// When asking again makes sense, `nil` if never.
    package let retryAfter: Duration?
    /// When it would have been done, measured from now, if it had been taken.
    package let predictedFinish: Duration?
    package let counterOffer: CounterOffer?

    package init(
        reason: Reason,
        retryAfter: Duration? = nil,
        predictedFinish: Duration? = nil,
        counterOffer: CounterOffer? = nil
    ) {
        self.reason = reason
        self.retryAfter = retryAfter
        self.predictedFinish = predictedFinish
        self.counterOffer = counterOffer
    }
}

/// A stream that would be admitted in place of the one that was asked for; a `nil` part has no such value.
package struct CounterOffer: Hashable, Sendable {
    /// Frames per second at the asked deadline.
    package var framesPerSecond: Double?
    /// The smallest deadline at the asked rate.
    package var deadline: Duration?

    package init(framesPerSecond: Double? = nil, deadline: Duration? = nil) {
        self.framesPerSecond = framesPerSecond
        self.deadline = deadline
    }
}
