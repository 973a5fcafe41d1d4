package import Kernel

/// The slack account: how long a lane may do what is not promised without making anything late that is.
///
/// Intuition: promised work that waits, and promised work that may still come, is due at known instants. At each of them what
/// is left of the time, once all that is due by then has run at its bound, is a margin. The least margin is the account's
/// balance; whatever is not promised mandatory work (optional stages, early starts, merges, best effort, model loads) is a
/// withdrawal from it and must not exceed it.
///
/// Rule: `slack(t) = min over d of d − t − dem(t, d)` (PAPERS 7.3), where dem counts waiting jobs by ``StageLine`` (its fixed part
/// once for every queue, with the queue's first job) and coming ones by ``FutureDemand``.
///
/// Complications: work that is itself promised by `d` withdraws nothing at or after `d`, so for it only earlier instants count. The
/// steps of what may come have no end; they are followed until the rest of them cannot be tighter any more, which in a
/// lane that is not overbooked happens within its busy period.
package struct SlackAccount: Sendable {
    /// How many steps of coming work are followed at most; what lies beyond is taken as if it left no slack.
    private static let stepLimit = 256

    private struct Head: Hashable, Sendable {
        let place: Ranked
        let cost: Int64
    }

    private(set) var waiting = DemandTree()
    private(set) var coming: [FutureDemand] = []
    /// Whether frames to come are counted; a planned table has its own time for them.
    var countsComing = true
    /// Of every queue, by slot and stage.
    private var heads: [[Head?]] = []

    package init() {}

    /// Replaces what is known of frames to come.
    package mutating func expect(_ demands: [FutureDemand]) { coming = demands }

    mutating func noteArrival(slot: Int, at now: Int64) {
        for index in coming.indices where coming[index].slot == slot { coming[index].arrive(at: now) }
    }

    /// Counts work in that is due at the place.
    package mutating func insert(_ place: Ranked, cost: Int64) { waiting.insert(place, cost: cost) }
    mutating func remove(_ place: Ranked) { waiting.remove(place) }

    /// Puts the fixed part of a queue's batches to its first job; `nil` if nothing waits there.
    mutating func setHead(_ key: RubatoQueues.Key, end: Int64?, cost: Int64) {
        while heads.count <= key.slot { heads.append([]) }
        while heads[key.slot].count <= key.stage { heads[key.slot].append(nil) }
        let old = heads[key.slot][key.stage]
        let new = end.map { Head(place: Ranked(rank: $0, id: Self.headID(key)), cost: cost) }
        guard new != old else { return }
        if let old { waiting.remove(old.place) }
        if let new { waiting.insert(new.place, cost: new.cost) }
        heads[key.slot][key.stage] = new
    }

    mutating func clearWaiting() {
        waiting.removeAll()
        heads = []
    }

    /// Above all numbers that jobs are given.
    private static func headID(_ key: RubatoQueues.Key) -> UInt64 {
        .max - 1 - (UInt64(key.slot) << 16 | UInt64(key.stage))
    }

    /// The balance for work that begins at `start`, decided at `now`; negative if promises cannot be kept even at once.
    ///
    /// - Parameters:
    ///   - start: When the work would begin at the latest.
    ///   - now: When frames that have not come yet may come at the soonest.
    ///   - end: Only instants before it count; the end of the work itself, if it is promised.
    ///   - most: What is asked for; a larger balance is told as this.
    /// - Returns: Nanoseconds.
    package func slack(from start: Int64, at now: Int64, before end: Int64 = .max, upTo most: Int64) -> Int64 {
        guard countsComing, !coming.isEmpty else {
            return min(most, (end == .max ? waiting.margin : waiting.margin(of: .min..<end)) - start)
        }
        return Walk(account: self, start: start, now: now, end: end).slack(upTo: most)
    }

    /// The instant by which work must be over that runs before the promised work due at `end` or later, which waits now.
    func latest(after end: Int64) -> Int64 { waiting.margin(of: end..<(.max)) }

    /// One pass over the steps of coming work, in the order of their instants.
    private struct Walk {
        let account: SlackAccount
        let start: Int64
        let now: Int64
        let end: Int64

        func slack(upTo most: Int64) -> Int64 {
            var next = account.coming.map { $0.step(0, at: now) }
            var indices = [Int64](repeating: 0, count: next.count)
            let rate = account.coming.reduce(0) { $0 + $1.utilization }
            var demand: Int64 = 0
            var least = most
            var from = Int64.min
            for _ in 0..<SlackAccount.stepLimit {
                guard let first = next.indices.min(by: { next[$0].end < next[$1].end }) else { break }
                let step = next[first].end
                least = min(least, account.waiting.margin(of: from..<min(step, end)) - demand - start)
                guard step < end, least > 0 else { return least }
                demand += next[first].demand
                let due = account.waiting.sum(through: step)
                least = min(least, step - due - demand - start)
                from = step
                indices[first] += 1
                if isSettled(step, demand, rate, indices, least) { return least }
                next[first] = account.coming[first].step(indices[first], at: now)
            }
            return min(least, 0)
        }

        /// Whether no later instant can be tighter: demand beyond the step grows by its rate and at most one more step each.
        private func isSettled(
            _ step: Int64,
            _ demand: Int64,
            _ rate: Double,
            _ indices: [Int64],
            _ least: Int64
        ) -> Bool {
            guard rate < 1 else { return false }
            var burst: Int64 = 0
            for (index, coming) in account.coming.enumerated() {
                burst += indices[index] > 0 ? coming.rise : coming.step(0, at: now).demand
            }
            return step - account.waiting.sum - demand - burst - start >= least
        }
    }
}
