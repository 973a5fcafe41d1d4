import AdmissionPolicy
import Domain
import SchedulerPolicy
import Simulation
import YAMLFiles

/// Reads what admission holds back; what it must know of the lanes it is told from `lane`.
enum LedgerReader {
    static func read(_ fields: YAMLFields, _ scenario: Scenario) throws -> AdmissionConfiguration {
        var ledger = AdmissionConfiguration(
            jobOverhead: scenario.workers.map(\.jobOverhead).max() ?? .zero,
            dispatchCost: scenario.lane.dispatchCost,
            replyAllowance: scenario.lane.replyAllowance,
            blockingLimit: scenario.lane.blockingLimit,
            maxBatch: scenario.lane.maxBatch
        )
        guard let own = try fields.fields("ledger") else { return ledger }
        ledger.utilizationLimit = try own.number("utilization_limit", in: 0.01...1) ?? ledger.utilizationLimit
        ledger.jobOverhead = try own.duration("job_overhead_us", unit: 1e3) ?? ledger.jobOverhead
        ledger.replyAllowance = try own.duration("reply_allowance_us", unit: 1e3) ?? ledger.replyAllowance
        ledger.arrivalJitter = try own.duration("arrival_jitter_us", unit: 1e3) ?? ledger.arrivalJitter
        ledger.affinityBonus = try own.number("affinity_bonus", in: 0...1) ?? ledger.affinityBonus
        ledger.fallbackShare = try own.number("fallback_share", in: 0...1) ?? ledger.fallbackShare
        ledger.maxJobs = try own.whole("max_jobs", in: 0...10_000_000) ?? ledger.maxJobs
        ledger.maxStreams = try own.whole("max_streams", in: 0...10_000_000) ?? ledger.maxStreams
        ledger.ladder = try readLadder(own) ?? ledger.ladder
        try own.close()
        return ledger
    }

    /// Written as the services' `--ladder` is.
    private static func readLadder(_ own: YAMLFields) throws -> [LadderStep]? {
        let words: [Substring: LadderStep] = ["exit": .shallowerExit, "variant": .variant, "cloud": .cloud]
        return try own.text("ladder")?.split(separator: "+").map { word in
            guard let step = words[word] else {
                throw own.failure("ladder", "'\(word)' is none of exit, variant, cloud")
            }
            return step
        }
    }
}
