import GatewayPolicy
import Telemetry

/// What the gateway counts of streams with heads of their own.
final class SpecialistMeters {
    private typealias Count = KeyPath<SpecializationCounters, Int>

    private let watched: GaugeCell
    private let inForce: GaugeCell
    private let cells: [(cell: CounterCell, count: Count)]

    init(_ registry: MetricsRegistry) {
        watched = registry.gauge("rubato_gateway_watched_streams", "Streams whose classes are watched.").with()
        inForce = registry.gauge("rubato_gateway_specialists", "Streams with specialized heads in force.").with()
        let kinds: [(name: String, help: String, label: String, counts: [(String, Count)])] = [
            (
                "rubato_gateway_trainings_total", "Specialized heads by what became of their order.", "outcome",
                [
                    ("ordered", \.orders), ("trained", \.trained), ("failed", \.trainingsFailed),
                    ("refused", \.ordersRefused), ("wasted", \.trainingsWasted),
                ]
            ),
            (
                "rubato_gateway_shippings_total", "Sendings of specialized heads to workers.", "outcome",
                [("taken", \.shipped), ("failed", \.shippingsFailed)]
            ),
            (
                "rubato_gateway_specialist_changes_total", "Specialized heads put in force, and withdrawn by reason.",
                "change",
                [
                    ("installed", \.installed), ("context_ended", \.contextsEnded), ("disagreement", \.doubts),
                    ("stream_closed", \.closed),
                ]
            ),
            (
                "rubato_gateway_specialist_frames_total", "Frames sent with specialized heads, by what answered them.",
                "by", [("head", \.framesByHeads), ("general", \.framesLeft), ("missing", \.framesMissed)]
            ),
            (
                "rubato_gateway_audits_total", "Frames of specialists that were run at full depth too.", "outcome",
                [("done", \.audits), ("disagreed", \.disagreements), ("cut_short", \.auditsCutShort)]
            ),
        ]
        var cells: [(cell: CounterCell, count: Count)] = kinds.flatMap { kind in
            let family = registry.counter(kind.name, kind.help, labels: [kind.label])
            return kind.counts.map { (cell: family.with($0.0), count: $0.1) }
        }
        let unwatched = registry.counter("rubato_gateway_unwatched_streams_total", "Streams beyond the bound.").with()
        cells.append((unwatched, \.unwatchedStreams))
        self.cells = cells
    }

    func publish(_ policy: SpecializationPolicy) {
        watched.set(policy.watchedCount)
        inForce.set(policy.inForceCount)
        let counters = policy.counters
        for (cell, count) in cells { cell.set(to: counters[keyPath: count]) }
    }
}
