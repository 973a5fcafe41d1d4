import Kernel

/// Takes turns between the plans of a mixture, so that in the mean each resource is used as the mixture says.
///
/// What has been used beyond that is remembered, and the plan runs next that brings it nearest to nothing by its end. So a
/// plan that must stay for long, because it pays a load, waits until it has been saved for.
///
/// Between answering and not answering there are no turns: the plan that answers more runs first. What it saves to drop a
/// request now is worth no more later, and if less is needed later than was expected, it is worth nothing.
struct Mixer {
    /// One plan of a mixture.
    struct Turn {
        let plan: PlanMarket.Plan
        /// Its part of the time, 0…1.
        let weight: Double
        /// How long it runs at once.
        let seconds: Double
    }

    /// What was used beyond the mixture, in joules and dollars.
    private var ahead = ResourceRates.zero
    /// How fast that changes while the present plan runs.
    private var drift = ResourceRates.zero
    private var last: Instant

    init(start: Instant) { last = start }

    /// Counts what the present plan has used until now.
    mutating func pass(until now: Instant) {
        ahead = ahead + drift * (now - last).seconds
        last = now
    }

    /// Forgets what another situation has left.
    mutating func reset(at now: Instant) {
        (ahead, drift, last) = (.zero, .zero, now)
    }

    /// Chooses the next of the mixture's plans, of which there is one at least.
    ///
    /// - Parameters:
    ///   - turns: The plans.
    ///   - left: What is left of both budgets; no plan may use up what the leanest one needs to the end.
    ///   - remaining: Seconds to the end.
    /// - Returns: What runs now.
    mutating func next(_ turns: [Turn], left: Charge, remaining: Double) -> Turn {
        let mean = turns.reduce(ResourceRates.zero) { $0 + $1.plan.use * $1.weight }
        func distance(_ turn: Turn) -> Double {
            let then = ahead + (turn.plan.use - mean) * turn.seconds
            return ResourceRates.kinds.reduce(0) { sum, kind in
                let part = mean[kind] > 0 ? then[kind] / mean[kind] : 0
                return sum + part * part
            }
        }
        func leavesEnough(_ turn: Turn) -> Bool {
            let later = max(0, remaining - turn.seconds)
            return ResourceRates.kinds.allSatisfy { kind in
                let leanest = turns.map { $0.plan.use[kind] }.min() ?? 0
                let amount = kind == .energy ? left.joules - turn.plan.loadJoules : left.dollars
                return amount - turn.plan.use[kind] * turn.seconds >= leanest * later
            }
        }
        let affordable = turns.filter(leavesEnough)
        let possible = affordable.isEmpty ? turns : affordable
        let unanswered = possible.map(\.plan.unanswered).min()
        let chosen = possible.filter { $0.plan.unanswered == unanswered }.min { distance($0) < distance($1) }
        guard let chosen else { preconditionFailure("a mixture has a plan") }
        drift = chosen.plan.use - mean
        return chosen
    }
}
