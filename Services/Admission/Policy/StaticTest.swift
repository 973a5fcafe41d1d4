/// The static test of one member at one instant, for whatever set of streams; nanoseconds.
///
/// Blocking + the streams' demand within every interval ≤ the limit's share of it, and every one-shot job's claim is kept beside them.
struct StaticTest {
    /// What one category asks of the member.
    struct Demand {
        let load: StreamCategory
        let cost: MandatoryCost
    }

    /// The one-shot jobs that must be kept.
    struct Claims {
        let timeline: ClaimTimeline
        /// What is in their way whatever the streams are.
        let owed: Double
        let now: Double
    }

    /// The share of the member that promises may claim.
    let limit: Double
    /// What streams must bear from work that does not ask whether they can, beside a command's cost.
    let unasked: Double
    let dispatch: Double
    /// `nil` if they do not count.
    let claims: Claims?

    /// How much room the streams leave, as a share of the tightest interval; `nil` if some stream or claim could be late.
    func margin(of demands: [Demand]) -> Double? {
        var total = 0.0
        for demand in demands { total += demand.load.utilization(demand.cost) }
        guard total <= limit else { return nil }
        var tightest = limit - total
        for demand in demands {
            for index in 0..<demand.load.stepCount {
                let step = demand.load.step(index)
                var sum = blocking(beyond: step, demands)
                for other in demands { sum += other.load.demand(within: step, other.cost) }
                let margin = limit * step - sum
                guard margin >= 0 else { return nil }
                tightest = min(tightest, margin / step)
            }
        }
        return keepsClaims(beside: demands, total) ? tightest : nil
    }

    private func keepsClaims(beside demands: [Demand], _ total: Double) -> Bool {
        guard let claims, claims.timeline.count > 0 else { return true }
        var burst = 0.0
        for demand in demands { burst += demand.load.burst(demand.cost) }
        let share = limit - total
        return claims.timeline.isKept(with: share, beside: share * claims.now + claims.owed + burst)
    }

    /// The longest work that may just have begun when streams' frames come that are due within the length.
    ///
    /// Mandatory work of other streams blocks only if it is due later; what asks the slack account does not block at all.
    private func blocking(beyond length: Double, _ demands: [Demand]) -> Double {
        var longest = unasked
        for other in demands where other.load.shortestRest > length || other.load.longestRest > length {
            longest = max(longest, other.cost.longestSegment)
        }
        return longest + dispatch
    }
}
