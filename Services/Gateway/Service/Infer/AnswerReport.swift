import Domain
import GatewayPolicy
import Kernel

/// What the client learns of its answer beside the answer: which terms, and where the time went.
///
/// For several samples every number is that of the worst of them: the least exit, confidence and accuracy, the longest times.
struct AnswerReport {
    /// The first sample's.
    var job: JobID
    var worker: WorkerID
    var terms: Leg.Terms
    var exit: Int
    var confidence: Float
    var expectedAccuracy: Float
    var isInTime: Bool
    var budget: Duration
    /// From the arrival of the request's head to the answer.
    var total: Duration
    /// Waiting for verdicts.
    var admission: Duration
    /// At the worker, before and between stages.
    var queue: Duration
    var execution: Duration
    /// Between gateway and worker and back, an emulated WAN included.
    var network: Duration

    /// As the `Server-Timing` header says it, in milliseconds.
    var serverTiming: String {
        [("admission", admission), ("queue", queue), ("execution", execution), ("network", network), ("total", total)]
            .map { "\($0);dur=\(Self.milliseconds($1))" }.joined(separator: ", ")
    }

    /// With three decimals, made of integers since formatting a fraction costs more than all the rest.
    private static func milliseconds(_ duration: Duration) -> String {
        let microseconds = max(0, duration.microseconds)
        let fraction = String(microseconds % 1_000)
        return "\(microseconds / 1_000)." + String(repeating: "0", count: 3 - fraction.count) + fraction
    }
}
