import Simulation

/// One run of a study as JSON.
struct StudyRecord: Encodable {
    private let key: String?
    private let value: String?
    private let policy: String
    private let offered, answered, inDeadline, complete, late, refused, dropped, lost: Int
    private let accuracyOfOffered, accuracyOfAnswered, valueOfOffered, goodput: Double
    private let promised, promisedMisses, mandatoryMisses, bestEffort, offloaded: Int
    private let latencyMilliseconds: [String: Double]
    private let exits: [Int]
    private let utilization, meanBatch, seconds: Double
    private let streamsAsked, streamsRefused: Int
    private let cloudDollars: Double
    private let clairvoyantValue: Double?
    private let clairvoyantAccuracy: Double?
    private let unforeseenAccuracy: Double?
    private let schedulerMicrosecondsPerEvent: Double?

    init(_ key: String?, _ row: StudyRow, _ summary: SimulationSummary, _ bound: StudyBound?) {
        self.key = key
        value = key == nil ? nil : row.value
        policy = row.policy
        offered = summary.offered
        answered = summary.answered
        inDeadline = summary.inDeadline
        complete = summary.complete
        late = summary.late
        refused = summary.refused
        dropped = summary.dropped
        lost = summary.lost
        accuracyOfOffered = summary.accuracyOfOffered
        accuracyOfAnswered = summary.accuracyOfAnswered
        valueOfOffered = summary.valueOfOffered
        goodput = summary.goodput
        promised = summary.promised
        promisedMisses = summary.promisedMisses
        mandatoryMisses = summary.mandatoryMisses
        bestEffort = summary.bestEffort
        offloaded = summary.offloaded
        let latency = summary.latency
        latencyMilliseconds = [
            "mean": latency.mean, "p50": latency.p50, "p90": latency.p90, "p99": latency.p99, "p999": latency.p999,
        ]
        exits = summary.exits
        utilization = summary.utilization
        meanBatch = summary.meanBatch
        seconds = summary.seconds
        streamsAsked = summary.streamsAsked
        streamsRefused = summary.streamsRefused
        cloudDollars = summary.cloudDollars
        clairvoyantValue = bound?.value
        clairvoyantAccuracy = bound?.accuracy
        unforeseenAccuracy = bound?.unforeseen
        schedulerMicrosecondsPerEvent = summary.schedulerMicrosecondsPerEvent
    }

    private enum CodingKeys: String, CodingKey {
        case key, value, policy, offered, answered, late, refused, dropped, lost, goodput, promised, offloaded, exits
        case utilization, seconds
        case complete
        case inDeadline = "in_deadline"
        case accuracyOfOffered = "accuracy_of_offered"
        case accuracyOfAnswered = "accuracy_of_answered"
        case valueOfOffered = "value_of_offered"
        case promisedMisses = "promised_misses"
        case mandatoryMisses = "mandatory_misses"
        case bestEffort = "best_effort"
        case latencyMilliseconds = "latency_ms"
        case meanBatch = "mean_batch"
        case streamsAsked = "streams_asked"
        case streamsRefused = "streams_refused"
        case cloudDollars = "cloud_dollars"
        case clairvoyantValue = "clairvoyant_value"
        case clairvoyantAccuracy = "clairvoyant_accuracy"
        case unforeseenAccuracy = "unforeseen_accuracy"
        case schedulerMicrosecondsPerEvent = "scheduler_us_per_event"
    }
}
