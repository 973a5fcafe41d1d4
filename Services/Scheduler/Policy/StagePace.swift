/// How the worker's real stage times compare with the profile.
///
/// Rule (ours, no paper's): an overrun raises the factor on all bounds by at most a quarter at a time, up to four in all, so that
/// one hiccup of the machine sheds little and a worker that is really slow is believed after a few stages; every stage
/// within its bound lowers the excess by a thirty-second.
package struct StagePace: Hashable, Sendable {
    /// On bounds: 1…4.
    package private(set) var boundFactor = 1.0
    /// Mean of duration over bound, for predictions that promise nothing.
    package private(set) var mean = 1.0

    package init() {}

    /// - Returns: Whether the stage overran its bound.
    package mutating func observe(duration: Int64, bound: Int64) -> Bool {
        guard bound > 0 else { return false }
        let ratio = Double(max(0, duration)) / Double(bound)
        mean += (min(ratio, 4) - mean) / 16
        if ratio > boundFactor {
            boundFactor = min(ratio, boundFactor * 1.25, 4)
        } else {
            boundFactor += (max(1, ratio) - boundFactor) / 32
        }
        return ratio > 1
    }

    package func bounded(_ bound: Int64) -> Int64 {
        boundFactor > 1 ? Int64(Double(bound) * boundFactor) : bound
    }

    package func expected(_ bound: Int64) -> Int64 { Int64(Double(bound) * mean) }
}
