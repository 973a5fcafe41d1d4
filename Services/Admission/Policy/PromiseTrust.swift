import Kernel

/// How far a member's promises can be believed, by what has become of them.
///
/// A profile knows the stages and not the machine: where cores are shared or throttled, promises break that it says can be
/// kept. Rule (ours; additive increase, multiplicative decrease, as congestion control has it): a broken promise takes a
/// tenth of what is believed, at most once in 50 ms, because what breaks together has one cause; a twentieth of the whole
/// comes back per second.
struct PromiseTrust: Sendable {
    static let cut = 0.1
    static let least = 0.05
    private static let holdOff = Int64(50_000_000)
    private static let recoveryPerSecond = 0.05
    /// The ledger is told of changes by so much, so that it seldom has to count anew.
    private static let grain = 0.05

    private var value = 1.0
    private var setAt = Int64.min
    private var nextCut = Int64.min

    mutating func lose(at now: Int64) {
        guard now >= nextCut else { return }
        value = max(Self.least, current(at: now) * (1 - Self.cut))
        setAt = now
        nextCut = now + Self.holdOff
    }

    /// The share of what the profile allows that may be promised: 0.05…1 in steps of 0.05.
    func factor(at now: Int64) -> Double {
        let current = current(at: now)
        return current >= 1 ? 1 : max(Self.least, (current / Self.grain).rounded(.down) * Self.grain)
    }

    private func current(at now: Int64) -> Double {
        guard value < 1 else { return 1 }
        return min(1, value + Self.recoveryPerSecond * Double(now - setAt) / 1e9)
    }
}
