import Kernel

/// Tells frames within a stream's promised rate from excess ones.
///
/// The virtual scheduling form of the generic cell rate algorithm (ITU-T I.371): a frame conforms if it comes no earlier
/// than a tolerance before its theoretical arrival. Excess frames do not move that time, so they cannot starve the
/// promised ones. In every interval of length `t` at most `1 + ⌊(t + tolerance) / period⌋` frames conform, which is what
/// admission counts on.
struct FrameMeter: Sendable {
    private let period: Duration
    private let tolerance: Duration
    private var theoreticalArrival: Instant?

    /// - Parameters:
    ///   - period: Between promised frames.
    ///   - tolerance: By how much a frame may come before its turn.
    init(period: Duration, tolerance: Duration) {
        self.period = period
        self.tolerance = tolerance
    }

    /// For streams that do not say how regular they are: a quarter of a period, but 2 ms, which busy networks add anyway,
    /// at least, and 20 ms at most.
    static func usualTolerance(period: Duration) -> Duration {
        min(max(period / 4, .milliseconds(2)), .milliseconds(20))
    }

    /// Counts a frame if it conforms.
    mutating func conforms(at now: Instant) -> Bool {
        let expected = max(theoreticalArrival ?? now, now)
        if let theoreticalArrival, now < theoreticalArrival - tolerance { return false }
        theoreticalArrival = expected + period
        return true
    }
}
