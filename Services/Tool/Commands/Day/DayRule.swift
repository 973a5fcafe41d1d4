import Approximation
import Days

/// A rule that days are played under, with what is switched off for it.
enum DayRule: String, CaseIterable {
    case rubato
    case mcdnn
    case noSpecialization = "no specialization"
    case noSharing = "no sharing"
    case serverOnly = "server only"
    case deviceOnly = "device only"

    /// Plays the day.
    func tally(_ scenario: DayScenario, _ trace: DayTrace) -> DayTally {
        var own = scenario
        switch self {
        case .rubato, .mcdnn: break
        case .noSpecialization: own.configuration.specializes = false
        case .noSharing: own.configuration.shares = false
        case .serverOnly: own.configuration.usesDevice = false
        case .deviceOnly: own.configuration.usesServer = false
        }
        guard self == .rubato else {
            var run = DayRun(MCDNNRule(own.applications, own.configuration), own, trace)
            return run.tally()
        }
        var pricing = PricedConfiguration()
        pricing.loadsEveryChange = scenario.loadsEveryChange
        var run = DayRun(PricedRule(own.applications, own.configuration, pricing), own, trace)
        return run.tally()
    }
}
