package import Approximation
package import Kernel

/// A day of requests, what can answer them, and what there is to spend.
package struct DayScenario: Sendable {
    package var name: String
    package var applications: [Application]
    /// By application; `nil`: its classes are not looked at.
    package var contexts: [DayContext?]
    /// By application; `nil`: its answers are credited with their mean accuracies.
    package var replays: [ReplayedTask?]
    /// When the server cannot be reached.
    package var outages: [Range<Instant>]
    package var configuration: ApproximationConfiguration
    /// Whether every change of variant on the device costs a load, or only an application's return to the device, as in
    /// the published accounts.
    package var loadsEveryChange = false
    package var seed: UInt64 = 1

    package init(
        name: String,
        applications: [Application],
        contexts: [DayContext?],
        outages: [Range<Instant>],
        configuration: ApproximationConfiguration
    ) {
        precondition(applications.count == contexts.count, "every application has a context or none")
        self.name = name
        self.applications = applications
        self.contexts = contexts
        replays = applications.map { _ in nil }
        self.outages = outages
        self.configuration = configuration
    }
}
