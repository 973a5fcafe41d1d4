package import Domain
package import Kernel

/// What the gateway must know of a job to see it through.
package struct JobSpec: Hashable, Sendable {
    package var model: ModelID
    /// When the answer is due at the client.
    package var deadline: Instant
    package var rule: ExitRule
    /// The bound on the mandatory part alone on an idle worker: with less left, a retry is pointless.
    package var leastExecution: Duration
    /// Of the tensor, held until the answer.
    package var bytes: Int
    package var cloudIsAllowed: Bool
    package var bestEffortIsAllowed: Bool
    /// What the cloud tier would take for it; `nil` if none serves its model.
    package var cloudPath: CloudPath?
    /// A frame beyond what its stream was promised.
    package var isExcess = false
    /// Whether a smaller variant of the model may do.
    package var variantIsAllowed: Bool
    package var tenant: Tenant
    /// How much of the budget was gone, at most, before the gateway read the job.
    package var waited: Duration

    package init(
        model: ModelID,
        deadline: Instant,
        rule: ExitRule,
        leastExecution: Duration,
        bytes: Int,
        cloudIsAllowed: Bool = true,
        bestEffortIsAllowed: Bool = false,
        variantIsAllowed: Bool = true,
        tenant: Tenant = .nobody,
        waited: Duration = .zero
    ) {
        self.model = model
        self.deadline = deadline
        self.rule = rule
        self.leastExecution = leastExecution
        self.bytes = bytes
        self.cloudIsAllowed = cloudIsAllowed
        self.bestEffortIsAllowed = bestEffortIsAllowed
        self.variantIsAllowed = variantIsAllowed
        self.tenant = tenant
        self.waited = waited
    }
}
