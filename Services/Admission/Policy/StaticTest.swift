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

    /// Whether no stream and no claim can be late.
    func keeps(_ demands: [Demand]) -> Bool {
        guard let last = demands.last else { return limit >= 0 }
        return growth(of: last, beside: demands.dropLast()) >= 1
    }

    /// How many times as many frames one category could send, as long as all streams and claims were kept.
    ///
    /// - Returns: 0 if they cannot be kept as they are.
    func growth(of own: Demand, beside others: ArraySlice<Demand>) -> Double {
        let taken = others.reduce(0) { $0 + $1.load.utilization($1.cost) }
        var growth = own.load.growth(inLongRun: limit - taken, own.cost)
        for index in 0..<own.load.stepCount where growth >= 1 {
            growth = min(growth, self.growth(of: own, beside: others, within: own.load.step(index)))
        }
        for other in others {
            for index in 0..<other.load.stepCount where growth >= 1 {
                growth = min(growth, self.growth(of: own, beside: others, within: other.load.step(index)))
            }
        }
        guard growth >= 1, keepsClaims(of: own, beside: others) else { return 0 }
        return growth
    }

    /// The same as far as the intervals of one length are concerned.
    private func growth(of own: Demand, beside others: ArraySlice<Demand>, within length: Double) -> Double {
        var longest = unasked
        var left = limit * length - dispatch
        if own.load.longestRest > length { longest = max(longest, own.cost.longestSegment) }
        for other in others {
            // Mandatory work of other streams blocks only if it is due later; what asks the slack account does not block at all.
            if other.load.longestRest > length { longest = max(longest, other.cost.longestSegment) }
            left -= other.load.demand(within: length, other.cost)
        }
        return own.load.growth(within: length, left - longest, own.cost)
    }

    private func keepsClaims(of own: Demand, beside others: ArraySlice<Demand>) -> Bool {
        guard let claims, claims.timeline.count > 0 else { return true }
        var burst = own.load.burst(own.cost)
        var share = limit - own.load.utilization(own.cost)
        for other in others {
            burst += other.load.burst(other.cost)
            share -= other.load.utilization(other.cost)
        }
        return claims.timeline.isKept(with: share, beside: share * claims.now + claims.owed + burst)
    }
}
