import Simulation

/// A figure that experiments plot and compare.
enum Metric: String, CaseIterable {
    case accuracy
    case value
    case ofBound = "of_bound"
    case ofUnforeseen = "of_unforeseen"
    case ofService = "of_service"
    case missed
    case promisedMissed = "promised_missed"
    case inTime = "in_time"
    case outOfTime = "out_of_time"
    case incomplete
    case throughput
    case right
    case mean
    case p99
    case admitted
    case promised
    case refused
    case joules
    case dollars
    case policyTime = "policy_time"

    /// For an axis, with its unit.
    var label: String {
        switch self {
        case .accuracy: "accuracy of offered, %"
        case .value: "mean confidence of offered, %"
        case .ofBound: "share of the clairvoyant bound, %"
        case .ofUnforeseen: "share of the bound without hindsight, %"
        case .ofService: "share of unhurried service, %"
        case .missed: "taken and not answered in time, %"
        case .promisedMissed: "promised and not answered in time, %"
        case .inTime: "answered in time, % of offered"
        case .outOfTime: "not answered in time, % of offered"
        case .incomplete: "not answered in time as deep as asked, % of offered"
        case .throughput: "answers in time per second"
        case .right: "right answers in time per second"
        case .mean: "mean time to answer, ms"
        case .p99: "99th percentile of time to answer, ms"
        case .admitted: "streams admitted"
        case .promised: "jobs promised, % of offered"
        case .refused: "refused, % of offered"
        case .joules: "energy used, J"
        case .dollars: "money used, m$"
        case .policyTime: "policy's own time per event, µs"
        }
    }

    var isLowerBetter: Bool {
        switch self {
        case .missed, .promisedMissed, .outOfTime, .incomplete, .mean, .p99, .policyTime, .refused, .joules, .dollars:
            true
        default: false
        }
    }

    func value(_ summary: SimulationSummary, _ bound: StudyBound?) -> Double {
        switch self {
        case .accuracy: summary.accuracyOfOffered * 100
        case .value: summary.valueOfOffered * 100
        case .ofBound: bound.map { $0.value > 0 ? summary.valueOfOffered / $0.value * 100 : 100 } ?? 0
        case .ofUnforeseen: bound.map { $0.unforeseen > 0 ? summary.accuracyOfOffered / $0.unforeseen * 100 : 100 } ?? 0
        case .ofService: bound.map { $0.service > 0 ? summary.valueOfOffered / $0.service * 100 : 100 } ?? 0
        case .missed: summary.missRate * 100
        case .promisedMissed: summary.promisedMissRate * 100
        case .inTime: summary.goodput * 100
        case .outOfTime: (1 - summary.goodput) * 100
        case .incomplete: (1 - summary.completeShare) * 100
        case .throughput: summary.throughput
        case .right: summary.seconds > 0 ? Double(summary.right) / summary.seconds : 0
        case .mean: waiting(summary, summary.latency.mean)
        case .p99: waiting(summary, summary.latency.p99)
        case .admitted: Double(summary.streamsAsked - summary.streamsRefused)
        case .promised: Double(summary.promised) / Double(max(1, summary.offered)) * 100
        case .refused: summary.refusedShare * 100
        case .joules: summary.joules
        case .dollars: summary.cloudDollars * 1e3
        case .policyTime: summary.schedulerMicrosecondsPerEvent ?? 0
        }
    }

    /// Where nobody was answered, all have waited for as long as the run took; none would be the best of times otherwise.
    private func waiting(_ summary: SimulationSummary, _ milliseconds: Double) -> Double {
        summary.answered > 0 ? milliseconds : summary.seconds * 1e3
    }

    /// The bound's own figure, where it has one.
    func bound(_ bound: StudyBound) -> Double? {
        switch self {
        case .accuracy, .value: bound.value * 100
        default: nil
        }
    }

    func figure(_ row: StudyRow) -> Figure {
        Figure(
            row.summaries.enumerated().map { place, summary in
                value(summary, row.bounds.indices.contains(place) ? row.bounds[place] : nil)
            }
        )
    }
}
