/// What a nanosecond of the lane is worth, in confidence, learned from the work that has asked for it of late.
///
/// Intuition: under overload the best that a lane can do, whatever the order of arrivals, is to spend its time on the stages that gain
/// most per time until it has none left. The gain rate of the last stage that still fits is the price; work below it would
/// only wait until it is too late. So it is told at once that it will not run, and its answer leaves early. A lane that
/// has time for everything has the price zero.
///
/// Rule: work is counted by its gain rate in buckets a quarter apart; once a slice of time all counts decay by a twelfth, and so
/// does the time that was there for it, idle or not. What a pause of several slices brings, time and work alike, counts as if it
/// had come evenly within it.
/// Mandatory work is served first, then buckets from the top, until the time is used up; the price is the lower edge of the
/// last bucket that fits. What waits beyond a small backlog counts as time that is used up already, which corrects whatever
/// the profile, the pace or the batches make wrong.
package struct TimePrice: Sendable {
    /// Nanoseconds; twelve of them are the time that is looked back on.
    package static let slice: Int64 = 8_000_000
    private static let memory: Int64 = 12
    /// What of a count is left after a slice.
    private static let kept = 1 - 1 / Double(memory)
    /// Jobs over which patience is averaged.
    private static let patienceMemory = 64.0
    static let bucketCount = 128
    /// The least gain rate that is told apart, per nanosecond.
    private static let floor = 1e-13
    /// The share of its time for which a lane may be asked.
    ///
    /// Below 1, because arrivals are uneven: a lane that is asked for nearly all of its time gives up the least useful part of
    /// it rather than let a backlog grow until much more must be given up.
    private let workingShare: Double

    private var demand = Demand()
    /// Of the slice that is not over.
    private var fresh = Demand()
    private var sliceBegan: Int64?
    /// The time over which the counts were gathered, decayed as they are; before the first event a lane was idle.
    private var span = Double(slice * (memory - 1))
    private var backlogAtSlice = 0.0
    /// The backlog that is no sign of overload, nanoseconds.
    private var allowance = Double(slice) / 4
    /// Confidence per nanosecond; work that gains less should not wait.
    package private(set) var perNanosecond = 0.0

    package init(workingShare: Double) { self.workingShare = workingShare }

    /// Notes mandatory work that has come, in expected nanoseconds.
    package mutating func noteMandatory(_ work: Double) { fresh.mandatory += work }

    /// Notes optional work that has asked for time, whether it will get it or not.
    package mutating func note(gainRate: Double, work: Double) { fresh.asked[Self.bucket(gainRate)] += work }

    /// Notes how long work that has come may wait without harm, nanoseconds; the recent mean is the backlog that is borne.
    package mutating func note(patience: Double) { allowance += (patience - allowance) / Self.patienceMemory }

    /// Notes optional work that was to run and has come too late, in expected nanoseconds: so much more was asked than it seemed.
    package mutating func noteLost(_ work: Double) { fresh.lost += work }

    /// Moves the time on; `backlog` is the optional work that waits and is to run, in expected nanoseconds.
    package mutating func advance(to now: Int64, backlog: Double) {
        guard let began = sliceBegan else {
            sliceBegan = now
            return
        }
        let passed = (now - began) / Self.slice
        if passed > 0 {
            remember(Double(now - began), slices: passed)
            sliceBegan = now
            settle(backlog)
            span *= Self.kept
            demand.scale(by: Self.kept)
        } else if backlog > backlogAtSlice + Double(Self.slice) {
            settle(backlog)
        }
    }

    /// Adds the time that has passed and what it has brought; of several slices the earlier have decayed already.
    private mutating func remember(_ time: Double, slices: Int64) {
        var older = 1.0
        for _ in 1..<min(slices, Self.memory * Self.memory) { older *= Self.kept }
        let newer = (1 - older * Self.kept) / (Double(slices) * (1 - Self.kept))
        span = span * older + time * newer
        demand.scale(by: older)
        demand.add(fresh, times: newer)
        fresh = Demand()
    }

    private mutating func settle(_ backlog: Double) {
        backlogAtSlice = backlog
        let taken = demand.mandatory + demand.lost + fresh.mandatory + fresh.lost
        var left = span * workingShare - taken - max(0, backlog - allowance)
        for bucket in (0..<Self.bucketCount).reversed() {
            left -= demand.asked[bucket] + fresh.asked[bucket]
            guard left < 0 else { continue }
            perNanosecond = Self.lowerEdge(bucket + 1)
            return
        }
        perNanosecond = 0
    }

    private static func bucket(_ gainRate: Double) -> Int {
        guard gainRate > floor else { return 0 }
        // The exponent counts halves in full, the significand cuts each in four.
        let ratio = gainRate / floor
        let fine = Int((ratio.significand - 1) * 4)
        return min(bucketCount - 1, 1 + Int(ratio.exponent) * 4 + fine)
    }

    private static func lowerEdge(_ bucket: Int) -> Double {
        guard bucket > 0 else { return 0 }
        let (octave, fine) = (bucket - 1).quotientAndRemainder(dividingBy: 4)
        let edge = Double(sign: .plus, exponent: octave, significand: 1 + Double(fine) / 4)
        return edge * floor
    }
}
