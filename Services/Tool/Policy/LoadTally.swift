package import Histogram
private import Kernel

/// Counts what became of the requests of one run.
///
/// Every offered request ends in exactly one of answered, refused, failed and lost. Time is measured from the intended
/// send time, so waiting that a slow server causes in the generator counts against the server.
package struct LoadTally: Sendable {
    package private(set) var offered = 0
    package private(set) var inDeadline = 0
    package private(set) var late = 0
    package private(set) var lost = 0
    package private(set) var correct = 0
    package private(set) var correctInDeadline = 0
    package private(set) var offloaded = 0
    package private(set) var fallbacks = 0
    package private(set) var hedged = 0
    package private(set) var costUSD = 0.0
    package private(set) var modeledJoules = 0.0
    /// Answers that specialized heads gave, the right ones of these, and those that were compared with full depth.
    package private(set) var byHeads = 0
    package private(set) var correctByHeads = 0
    package private(set) var audited = 0
    /// By step of the ladder, what was answered there.
    package private(set) var ladder: [String: Int] = [:]
    /// By account, what was refused because it does not pay.
    package private(set) var exhausted: [String: Int] = [:]
    /// `nil` as long as no emulated device has answered.
    package private(set) var emulation: EmulationTally?
    package private(set) var exits: [Int: Int] = [:]
    package private(set) var refusals: [String: Int] = [:]
    package private(set) var failures: [String: Int] = [:]
    /// Replies that said when asking again makes sense.
    package private(set) var withRetryAfter = 0
    /// Of answers, in microseconds.
    package private(set) var answerTimes = Self.histogram()
    /// Of refusals, in microseconds.
    package private(set) var refusalTimes = Self.histogram()
    /// Of everything that was settled, lost requests excepted, in microseconds.
    package private(set) var settleTimes = Self.histogram()
    /// How late requests left the generator, in microseconds.
    package private(set) var lateness = Self.histogram()
    /// By leg, in microseconds.
    package private(set) var legs: [String: Histogram<UInt32>] = [:]

    /// The most legs that are told apart; further names are not counted.
    package static let legLimit = 16

    /// The most reasons that are told apart; further ones count as "other".
    package static let reasonLimit = 32

    package init() {}

    package var answered: Int { inDeadline + late }
    package var refused: Int { refusals.values.reduce(0, +) }
    package var failed: Int { failures.values.reduce(0, +) }
    package var settled: Int { answered + refused + failed + lost }

    /// Counts a request whose time has come.
    ///
    /// - Parameter lateness: How long after its intended time it is sent.
    package mutating func offer(lateness: Duration) {
        offered += 1
        self.lateness.record(Self.microseconds(lateness))
    }

    /// Counts how a request ended.
    ///
    /// - Parameters:
    ///   - outcome: What came.
    ///   - time: From the intended send time until it came.
    ///   - deadline: Until when an answer counts as in time.
    package mutating func settle(_ outcome: LoadOutcome, after time: Duration, deadline: Duration) {
        if outcome != .lost { settleTimes.record(Self.microseconds(time)) }
        switch outcome {
        case .answered(let answer): count(answer, after: time, isInTime: time <= deadline)
        case .refused(let reason, let budget):
            if let budget { Self.count(budget, in: &exhausted) }
            refusalTimes.record(Self.microseconds(time))
            Self.count(reason, in: &refusals)
        case .failed(let reason): Self.count(reason, in: &failures)
        case .lost: lost += 1
        }
    }

    /// Counts a reply with `Retry-After`, beside settling it.
    package mutating func countRetryAfter() {
        withRetryAfter += 1
    }

    private mutating func count(_ answer: LoadAnswer, after time: Duration, isInTime: Bool) {
        answerTimes.record(Self.microseconds(time))
        if isInTime { inDeadline += 1 } else { late += 1 }
        if answer.isCorrect == true {
            correct += 1
            if isInTime { correctInDeadline += 1 }
        }
        if answer.isOffloaded { offloaded += 1 }
        if answer.isByHeads { byHeads += 1 }
        if answer.isByHeads, answer.isCorrect == true { correctByHeads += 1 }
        if answer.isAudited { audited += 1 }
        if answer.isFallback { fallbacks += 1 }
        if answer.isHedge { hedged += 1 }
        costUSD += answer.costUSD
        modeledJoules += answer.modeledJoules
        if let step = answer.step { Self.count(step, in: &ladder) }
        if let device = answer.emulatedDevice { emulation = counting(answer, of: device) }
        if let exit = answer.exit { exits[exit, default: 0] += 1 }
        for leg in answer.legs where legs.count < Self.legLimit || legs[leg.name] != nil {
            legs[leg.name, default: Self.histogram()].record(leg.microseconds)
        }
    }

    private func counting(_ answer: LoadAnswer, of device: String) -> EmulationTally {
        var tally = emulation ?? EmulationTally()
        tally.count(answer, of: device)
        return tally
    }

    private static func count(_ reason: String, in table: inout [String: Int]) {
        let isKnown = table[reason] != nil
        table[isKnown || table.count < reasonLimit ? reason : "other", default: 0] += 1
    }

    private static func histogram() -> Histogram<UInt32> {
        var histogram = Histogram<UInt32>(highestTrackableValue: 60_000_000, numberOfSignificantValueDigits: .three)
        histogram.autoResize = true
        return histogram
    }

    private static func microseconds(_ duration: Duration) -> UInt64 {
        UInt64(Swift.max(0, duration.microseconds))
    }
}
