package import Domain

/// A cloud tier: fast, paid for, and far away.
package struct CloudSpec: Sendable {
    package var profiles: [ModelID: ExecutionProfile]
    /// Jobs that run at once.
    package var servers = 4
    /// Both ways together.
    package var roundTrip = Duration.milliseconds(40)
    /// The mean of what is added to each way, exponential.
    package var jitter = Duration.milliseconds(2)
    /// US dollars per millisecond of execution.
    package var pricePerMillisecond = 1.8e-7

    package init(profiles: [ModelID: ExecutionProfile]) {
        self.profiles = profiles
    }
}
