import Kernel

/// How far a member's promises can be believed, by what has become of them.
///
/// A profile knows the stages and not the machine: where cores are shared or throttled, promises break that it says can be
/// kept. Rule (ours; additive increase, multiplicative decrease, as congestion control has it): of every quarter of a second
/// in which more than one in a hundred promises broke, the broken share is taken from what is believed, at most a
/// quarter at a time; a twentieth of the whole comes back per second.
struct PromiseTrust: Sendable {
    static let least = 0.05
    private static let period = Int64(250_000_000)
    private static let tolerated = 0.01
    private static let largestCut = 0.25
    private static let recoveryPerSecond = 0.05
    /// The ledger is told of changes by so much, so that it seldom has to count anew.
    private static let grain = 0.05

    private var value = 1.0
    private var setAt = Int64.min
    private var made = 0
    private var broken = 0
    private var periodEnd = Int64.min

    mutating func notePromise() { made += 1 }
    mutating func noteBroken() { broken += 1 }

    /// Ends a period whose time is over.
    ///
    /// - Returns: The share of what the profile allows that may be promised, 0.05…1 in steps of 0.05.
    mutating func factor(at now: Int64) -> Double {
        if now >= periodEnd { endPeriod(at: now) }
        guard value < 1 else { return 1 }
        let current = current(at: now)
        return current >= 1 ? 1 : max(Self.least, (current / Self.grain).rounded(.down) * Self.grain)
    }

    private mutating func endPeriod(at now: Int64) {
        let share = Double(broken) / Double(max(1, made, broken))
        if share > Self.tolerated {
            value = max(Self.least, current(at: now) * (1 - min(share, Self.largestCut)))
            setAt = now
        }
        (made, broken) = (0, 0)
        periodEnd = now + Self.period
    }

    private func current(at now: Int64) -> Double {
        guard value < 1 else { return 1 }
        return min(1, value + Self.recoveryPerSecond * Double(now - setAt) / 1e9)
    }
}
