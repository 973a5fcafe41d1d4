package import AdmissionPolicy

/// What the admission controller is configured with.
package struct AdmissionSettings: Sendable {
    package var policy: AdmissionConfiguration
    /// How long the streams of a gateway that has vanished stay promised, so that it can claim them again.
    package var lease: Duration
    /// Gateways connected at once; one more is turned away.
    package var maxGateways: Int
    /// Jobs of all gateways that have a verdict and are not settled; one more is refused as one too many.
    package var maxOutstanding: Int
    package var budgets: AdmissionBudgets

    package init(
        policy: AdmissionConfiguration,
        lease: Duration = .seconds(10),
        maxGateways: Int = 256,
        maxOutstanding: Int = 100_000,
        budgets: AdmissionBudgets = AdmissionBudgets()
    ) {
        self.policy = policy
        self.lease = lease
        self.maxGateways = maxGateways
        self.maxOutstanding = maxOutstanding
        self.budgets = budgets
    }
}
