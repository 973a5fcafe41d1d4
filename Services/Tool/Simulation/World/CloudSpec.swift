package import CloudPolicy
package import Domain

/// A cloud tier: fast, paid for, and far away.
package struct CloudSpec: Sendable {
    package var profiles: [ModelID: ExecutionProfile]
    /// What may be rented.
    package var executors = PoolLimits(least: 4, most: 4)
    /// Jobs that may wait there.
    package var queueLimit = 256
    /// What a stage takes as a share of its bound, uniform.
    package var share: ClosedRange<Double> = 1...1
    /// Both ways together.
    package var roundTrip = Duration.milliseconds(40)
    /// The mean of what is added to each way, exponential.
    package var jitter = Duration.milliseconds(2)
    /// What the way there carries; 0: no bound.
    package var bytesPerSecond = 0.0
    /// US dollars per millisecond of execution.
    package var pricePerMillisecond = 1.8e-7
    /// US dollars per byte of the tensors taken in.
    package var pricePerByte = 0.0

    package init(profiles: [ModelID: ExecutionProfile]) {
        self.profiles = profiles
    }
}
