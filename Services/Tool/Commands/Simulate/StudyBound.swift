import Simulation

/// The clairvoyant bounds of one run's arrivals, per offered job.
struct StudyBound: Sendable {
    /// On mean confidence.
    let value: Double
    /// On accuracy, by who would know which answers are right.
    let accuracy: Double

    init(_ result: SimulationResult, of scenario: Scenario) {
        let bound = RelaxedBound(result.jobs, of: scenario)
        value = bound.value
        accuracy = bound.accuracy
    }
}
