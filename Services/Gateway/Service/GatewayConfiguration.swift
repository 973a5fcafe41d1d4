package import Domain
package import GatewayPolicy
package import ServiceKit

/// What a gateway is told by its options.
package struct GatewayConfiguration: Sendable {
    package var limits = GatewayLimits()
    package var scheduler: PeerAddress
    package var admission: PeerAddress
    /// Those whose weight is not 1.
    package var tenants: [Tenant] = []
    /// Whether streams get heads of their own at all.
    package var specializes = true
    package var specialization = SpecializationSettings()
    /// The most samples of one request.
    package var samplesPerRequest = 64
    /// The largest body of a request.
    package var bodyBytes = 2 << 20
    /// Deadlines are cut to this, so that no job stays open for ever.
    package var longestBudget = Duration.seconds(60)
    /// How many jobs `explain` remembers.
    package var rememberedJobs = 4096
    /// Where health and metrics are served beside the main port, if anywhere.
    package var metricsPort: Int?

    package init(scheduler: PeerAddress, admission: PeerAddress) {
        self.scheduler = scheduler
        self.admission = admission
    }
}
