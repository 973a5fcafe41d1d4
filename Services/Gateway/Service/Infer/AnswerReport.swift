import Domain
import GatewayPolicy
import Kernel

/// What the client learns of its answer beside the answer: which terms, and where the time went.
///
/// For several samples, or several tasks, every number is that of the worst of them: the least exit, confidence and accuracy, the longest times.
struct AnswerReport {
    /// The first sample's.
    var job: JobID
    var worker: WorkerID
    var terms: Leg.Terms
    /// The lowest step of the ladder that a sample was answered at.
    var step = LadderStep.full
    /// Which variant of the model answered, as `rank33`; `nil` of the model itself.
    var variant: String?
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
    /// What the cloud tier charges for all samples, in US dollars.
    var cost: Double
    /// What all samples have used, by a model of energies or stated watts.
    var joules = 0.0
    /// The classes of the specialized heads that gave the answer; `nil` if the general model did.
    var specialist: String?
    /// Whether it was run on to be compared with them.
    var isAudited = false
    /// What an emulated device says of itself; `nil` of real ones.
    var emulation: EmulationNote?

    /// As the `Server-Timing` header says it, in milliseconds.
    var serverTiming: String {
        var text = ""
        text.reserveCapacity(112)
        Self.append("admission;dur=", admission, to: &text)
        Self.append(", queue;dur=", queue, to: &text)
        Self.append(", execution;dur=", execution, to: &text)
        Self.append(", network;dur=", network, to: &text)
        Self.append(", total;dur=", total, to: &text)
        return text
    }

    /// With three decimals, made of integers since formatting a fraction costs more than all the rest.
    private static func append(_ name: StaticString, _ duration: Duration, to text: inout String) {
        let microseconds = max(0, duration.microseconds)
        let fraction = microseconds % 1_000
        name.withUTF8Buffer { text += String(decoding: $0, as: UTF8.self) }
        text += String(microseconds / 1_000)
        text += fraction < 10 ? ".00" : fraction < 100 ? ".0" : "."
        text += String(fraction)
    }
}
