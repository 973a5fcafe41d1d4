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
