private import Kernel

/// What the ways to the worker and back took of a run's answers beside their time there, for replays: microseconds,
/// with when that was, from the run's beginning.
///
/// Neither end sees the other's clock: what nobody accounts for is taken to be spent half on the way there and half on the way back.
package struct RecordedWays: Sendable {
    /// From the intended instant until the tensor lay at the worker.
    package private(set) var there: [(at: Duration, value: Double)] = []
    package private(set) var back: [(at: Duration, value: Double)] = []
    /// By how much the stated budgets were shorter than what was left of the deadlines.
    package private(set) var withheld: [Double] = []

    package init() {}

    package mutating func note(withheld duration: Duration) { withheld.append(Double(duration.microseconds)) }

    /// Takes an answer's own words.
    ///
    /// - Parameters:
    ///   - outcome: What came; only answers say where their time went.
    ///   - offset: Its intended instant.
    ///   - time: From the intended instant until it came.
    ///   - late: From the intended instant until it was sent.
    package mutating func note(_ outcome: LoadOutcome, of offset: Duration, after time: Duration, late: Duration) {
        guard case .answered(let answer) = outcome, let queue = answer.leg("queue"),
            let execution = answer.leg("execution"), let admission = answer.leg("admission")
        else { return }
        let before = Double(late.microseconds) + admission
        let rest = max(0, Double(time.microseconds) - before - queue - execution)
        there.append((offset, before + rest / 2))
        back.append((offset + time, rest / 2))
    }
}

extension LoadAnswer {
    fileprivate func leg(_ name: String) -> Double? {
        legs.first { $0.name == name }.map { Double($0.microseconds) }
    }
}
