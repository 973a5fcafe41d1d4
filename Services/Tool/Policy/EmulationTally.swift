/// What answers of emulated devices add up to, as `--report` writes it.
///
/// Their times are modeled times that were kept on the clock, no measurements of a device; where they could not be kept
/// the run is marked.
package struct EmulationTally: Codable, Equatable, Sendable {
    /// By device.
    package private(set) var answers: [String: Int] = [:]
    /// Answers that came later than modeled.
    package private(set) var late = 0
    package private(set) var maxLagMilliseconds = 0.0
    package private(set) var modeledJoules = 0.0

    package enum CodingKeys: String, CodingKey {
        case answers, late
        case maxLagMilliseconds = "max_lag_ms"
        case modeledJoules = "modeled_joules"
    }

    package init() {}

    package mutating func count(_ answer: LoadAnswer, of device: String) {
        answers[device, default: 0] += 1
        modeledJoules += answer.modeledJoules
        guard answer.emulationLagMicroseconds > 0 else { return }
        late += 1
        maxLagMilliseconds = max(maxLagMilliseconds, Double(answer.emulationLagMicroseconds) / 1_000)
    }
}
