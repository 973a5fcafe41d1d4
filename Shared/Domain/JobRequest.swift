/// A wish for a promise to one job.
package struct JobRequest: Hashable, Sendable {
    package var model: ModelID
    /// What is left until the answer must be at the gateway.
    package var budget: Duration
    package var rule: ExitRule
    package var cloudIsAllowed: Bool
    /// Whether to run it in spare time, if no promise can be made, rather than to refuse it.
    package var bestEffortIsAllowed: Bool
    /// A worker that has just failed this job.
    package var avoiding: WorkerID?
    /// A frame beyond what its stream was promised: it gets no promise of its own and no paid time.
    package var isExcess: Bool
    package var tenant: TenantID
    /// Whether a smaller variant of the model may do.
    package var variantIsAllowed: Bool
    /// Of its tensor, which would cross to a cloud tier.
    package var bytes: Int

    package init(
        model: ModelID,
        budget: Duration,
        rule: ExitRule,
        cloudIsAllowed: Bool = true,
        bestEffortIsAllowed: Bool = false,
        avoiding: WorkerID? = nil,
        isExcess: Bool = false,
        tenant: TenantID = .nobody,
        variantIsAllowed: Bool = true,
        bytes: Int = 0
    ) {
        self.model = model
        self.budget = budget
        self.rule = rule
        self.cloudIsAllowed = cloudIsAllowed
        self.bestEffortIsAllowed = bestEffortIsAllowed
        self.avoiding = avoiding
        self.isExcess = isExcess
        self.tenant = tenant
        self.variantIsAllowed = variantIsAllowed
        self.bytes = bytes
    }
}
