import GatewayPolicy
import Telemetry

/// The counts of what is done for jobs beside their first way.
struct SecondWayMeters: Sendable {
    private let fallbacks: CounterCell
    private let fallbackAnswers: CounterCell
    private let hedgeAsks: CounterCell
    private let hedges: CounterCell
    private let hedgeAnswers: CounterCell

    init(_ registry: MetricsRegistry) {
        func counter(_ name: String, _ help: String) -> CounterCell {
            registry.counter("rubato_gateway_\(name)_total", help).with()
        }
        fallbacks = counter("fallbacks", "Jobs at the cloud tier whose mandatory part was sent to a worker, too.")
        fallbackAnswers = counter("fallback_answers", "Of these: answered by the worker.")
        hedgeAsks = counter("hedge_asks", "Jobs that were not answered when a copy had to leave for the cloud tier.")
        hedges = counter("hedges", "Jobs at workers of which a copy was sent to the cloud tier.")
        hedgeAnswers = counter("hedge_answers", "Of these: answered there first.")
    }

    func set(_ counters: SecondWayCounters) {
        fallbacks.set(to: counters.fallbacks)
        fallbackAnswers.set(to: counters.fallbackAnswers)
        hedgeAsks.set(to: counters.hedgeAsks)
        hedges.set(to: counters.hedges)
        hedgeAnswers.set(to: counters.hedgeAnswers)
    }
}
