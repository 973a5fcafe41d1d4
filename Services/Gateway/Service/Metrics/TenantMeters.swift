import GatewayPolicy
import Telemetry

/// The counts of one tenant's requests, looked up once.
final class TenantMeters {
    private let outcomes: [RequestOutcome: CounterCell]
    private let excess: CounterCell

    init(outcomes: [RequestOutcome: CounterCell], excess: CounterCell) {
        self.outcomes = outcomes
        self.excess = excess
    }

    func count(_ outcome: RequestOutcome) { outcomes[outcome]?.increment() }

    func countAnswer(isInTime: Bool, terms: Leg.Terms) {
        count(isInTime ? .inDeadline : .late)
        if terms == .excess { excess.increment() }
    }
}
