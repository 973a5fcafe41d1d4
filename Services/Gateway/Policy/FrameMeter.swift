import Kernel

/// Tells frames within a stream's promised rate from excess ones.
///
/// The virtual scheduling form of the generic cell rate algorithm (ITU-T I.371): a frame conforms if it comes no earlier
/// than a tolerance before its theoretical arrival. Excess frames do not move that time, so they cannot starve the
/// promised ones.
struct FrameMeter: Sendable {
    private let period: Duration
    private let tolerance: Duration
    private var theoreticalArrival: Instant?

    /// - Parameter period: Between promised frames.
    init(period: Duration) {
        self.period = period
        // Half a period of jitter, and for fast streams what a busy network adds anyway.
        tolerance = max(period / 2, .milliseconds(2))
    }

    /// Counts a frame if it conforms.
    mutating func conforms(at now: Instant) -> Bool {
        let expected = max(theoreticalArrival ?? now, now)
        if let theoreticalArrival, now < theoreticalArrival - tolerance { return false }
        theoreticalArrival = expected + period
        return true
    }
}
