/// Why admission makes no promise, and what it would have promised.
package struct Refusal: Hashable, Sendable {
    package enum Reason: String, Hashable, Sendable {
        case unknownModel = "unknown_model"
        /// No worker is there.
        case noWorker = "no_worker"
        /// Workers know the model and do not hold it in memory at present.
        case notResident = "not_resident"
        /// Even an idle worker needs longer.
        case deadlineTooShort = "deadline_too_short"
        /// Feasible, but promised work leaves no room now.
        case overloaded
        /// A bound of the ledger is reached.
        case tooMany = "too_many"
        /// A budget does not pay for it now.
        case budgetExhausted = "budget_exhausted"
    }

    package let reason: Reason
    /// When asking again makes sense, `nil` if never.
    package let retryAfter: Duration?
    /// When it would have been done, measured from now, if it had been taken.
    package let predictedFinish: Duration?
    package let counterOffer: CounterOffer?
    /// The account that lacks what it would cost, such as `cluster/energy` or `tenant/doors/money`.
    package let budget: String?

    package init(
        reason: Reason,
        retryAfter: Duration? = nil,
        predictedFinish: Duration? = nil,
        counterOffer: CounterOffer? = nil,
        budget: String? = nil
    ) {
        self.reason = reason
        self.retryAfter = retryAfter
        self.predictedFinish = predictedFinish
        self.counterOffer = counterOffer
        self.budget = budget
    }
}
