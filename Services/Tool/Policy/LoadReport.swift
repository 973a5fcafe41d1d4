/// What a load run found, as `--report` writes it.
///
/// Counts obey `offered = answered + refused + failed + lost` and `answered = in_deadline + late`. Keys are stable; new
/// ones may be added.
package struct LoadReport: Codable, Equatable, Sendable {
    /// Quantiles in milliseconds.
    package struct Quantiles: Codable, Equatable, Sendable {
        package var p50 = 0.0
        package var p90 = 0.0
        package var p99 = 0.0
        package var p999 = 0.0
        package var max = 0.0

        package init() {}
    }

    /// The share of requests that had left the generator within that many milliseconds of their intended time.
    package struct Lateness: Codable, Equatable, Sendable {
        package var p99 = 0.0
        package var max = 0.0
    }

    /// What became of the streams that were asked for.
    package struct Streams: Codable, Equatable, Sendable {
        package var asked = 0
        package var admitted = 0
        package var refused = 0
        package var reasons: [String: Int] = [:]

        package init() {}
    }

    /// What specialized heads have answered.
    package struct Specialists: Codable, Equatable, Sendable {
        package var answers = 0
        /// `nil` without labels.
        package var accuracy: Double?
        /// Answers that were run at full depth to be compared with theirs.
        package var audited = 0

        package init() {}
    }

    package var offered = 0
    package var answered = 0
    package var inDeadline = 0
    package var late = 0
    package var refused = 0
    package var failed = 0
    package var lost = 0
    /// Right answers in time ÷ offered: what was refused, late, failed or lost counts as wrong; `nil` without labels.
    package var accuracyOfOffered: Double?
    /// Right answers ÷ answers; `nil` without labels or answers.
    package var accuracyOfAnswered: Double?
    /// Answers in time per second of the run.
    package var goodputRPS = 0.0
    /// Of answers, from the intended send time.
    package var latency = Quantiles()
    package var exits: [String: Int] = [:]
    package var generatorLateness = Lateness()

    /// Of refusals, from the intended send time.
    package var refusalTime = Quantiles()
    /// Of everything that came back at all, errors included, from the intended send time.
    package var settleTime = Quantiles()
    /// Replies that said when asking again makes sense.
    package var withRetryAfter = 0
    package var refusalReasons: [String: Int] = [:]
    package var failureReasons: [String: Int] = [:]
    package var offloaded = 0
    /// Answers of workers in place of the cloud tier, which had the job.
    package var fallbacks = 0
    /// Of the offloaded ones: answers of copies, which came before the worker's.
    package var hedged = 0
    package var costUSD = 0.0
    /// What all answers have used by their workers' own account: a model of energies, or stated watts.
    package var modeledJoules = 0.0
    /// `nil` unless specialized heads have answered something.
    package var specialists: Specialists?
    /// Of an answer, by the exits taken, in MFLOP; `nil` if the server does not tell what exits cost.
    package var meanMFLOP: Double?
    /// The same at full depth.
    package var fullMFLOP: Double?
    /// By step of the ladder: `full`, `shallower_exit`, `variant`, `cloud` of answers, and `refused`.
    package var ladder: [String: Int] = [:]
    /// Refusals by the account that did not pay.
    package var budgetsExhausted: [String: Int] = [:]
    /// By leg, as the server's answers report them.
    package var serverLegs: [String: Quantiles] = [:]
    package var streams: Streams?
    /// `nil` if no emulated device has answered.
    package var emulation: EmulationTally?
    package var run = RunContext()

    package enum CodingKeys: String, CodingKey, CaseIterable {
        case offered, answered, late, refused, failed, lost, exits, offloaded, fallbacks, hedged, streams, emulation,
            run, ladder
        case specialists
        case meanMFLOP = "mean_mflop"
        case fullMFLOP = "full_mflop"
        case inDeadline = "in_deadline"
        case accuracyOfOffered = "accuracy_of_offered"
        case accuracyOfAnswered = "accuracy_of_answered"
        case goodputRPS = "goodput_rps"
        case latency = "latency_ms"
        case generatorLateness = "generator_lateness_ms"
        case refusalTime = "refusal_ms"
        case settleTime = "settle_ms"
        case withRetryAfter = "with_retry_after"
        case refusalReasons = "refusal_reasons"
        case failureReasons = "failure_reasons"
        case costUSD = "cost_usd"
        case modeledJoules = "modeled_joules"
        case budgetsExhausted = "budgets_exhausted"
        case serverLegs = "server_legs_ms"
    }
}
