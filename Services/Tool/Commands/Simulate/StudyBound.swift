import Simulation

/// The clairvoyant bounds of one run's arrivals, per offered job.
struct StudyBound: Sendable {
    /// On mean confidence.
    let value: Double
    /// On accuracy, by who knows of further exits only what the last one lets expect.
    let unforeseen: Double
    /// On accuracy, by who would know which answers are right.
    let accuracy: Double?
    /// What the jobs would bring if every one ran as deep as its rule wants, however long that takes; no bound, but what
    /// is left of it says how much is lost for want of time alone.
    let service: Double

    init(_ result: SimulationResult, of scenario: Scenario, knowsAnswers: Bool = false) {
        let bound = RelaxedBound(result.jobs, of: scenario, knowsAnswers: knowsAnswers)
        value = bound.value
        unforeseen = UnforeseenBound(result.jobs, of: scenario).accuracy
        accuracy = bound.accuracy
        service = bound.service
    }
}
