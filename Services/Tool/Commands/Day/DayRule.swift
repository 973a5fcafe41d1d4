import Approximation
import Days

/// A rule that days are played under, with what is switched off for it.
enum DayRule: String, CaseIterable {
    case rubato
    case mcdnn
    case mcdnnDepths = "mcdnn, exits as variants"
    case noSpecialization = "no specialization"
    case noSharing = "no sharing"
    case serverOnly = "server only"
    case deviceOnly = "device only"

    /// Those that differ on that day.
    static func cases(_ scenario: DayScenario) -> [DayRule] {
        let hasExits = scenario.applications.contains { $0.variants.contains { !$0.exits.isEmpty } }
        let hasSpecial = scenario.applications.contains { !$0.special.isEmpty }
        let hasHeads = scenario.applications.contains { $0.base != nil }
        return allCases.filter { rule in
            switch rule {
            case .rubato, .mcdnn, .serverOnly, .deviceOnly: true
            case .mcdnnDepths: hasExits
            case .noSpecialization: hasSpecial
            case .noSharing: hasHeads
            }
        }
    }

    /// Plays the day.
    func tally(_ scenario: DayScenario, _ trace: DayTrace) -> DayTally {
        var own = scenario
        switch self {
        case .rubato, .mcdnn, .mcdnnDepths: break
        case .noSpecialization: own.configuration.specializes = false
        case .noSharing: own.configuration.shares = false
        case .serverOnly: own.configuration.usesDevice = false
        case .deviceOnly: own.configuration.usesServer = false
        }
        if self == .mcdnnDepths {
            var run = DayRun(DepthsAsVariants(own.applications, own.configuration), own, trace)
            return run.tally()
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
