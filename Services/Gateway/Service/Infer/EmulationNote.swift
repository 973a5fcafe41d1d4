import Kernel
import Messages

/// That an answer's times are those of a model, and how well the model's clock was kept.
struct EmulationNote: Equatable, Sendable {
    /// Such as `npu-zcu104`.
    let device: String
    /// How much later than modeled stages ended, the latest of all samples.
    let lag: Duration

    /// What the results of one request say; `nil` if no device was emulated.
    init?(_ results: [Rubato_V1_JobResult]) {
        guard let first = results.first(where: { !$0.emulatedDevice.isEmpty }) else { return nil }
        device = first.emulatedDevice
        lag = Duration(wireMicroseconds: results.map(\.emulationLagUs).max() ?? 0)
    }

    func write(to json: inout JSONWriter) {
        json.key("emulated_device")
        json.string(device)
        json.key("emulation_lag_us")
        json.integer(lag.microseconds)
    }
}
