import Domain
import Telemetry

/// The metrics of the admission controller.
struct AdmissionMetrics: Sendable {
    let gateways: GaugeCell
    let jobs: GaugeCell
    let streams: GaugeCell
    let members: GaugeCell
    let claims: GaugeCell
    let degraded: CounterCell
    let unpaidStreams: CounterCell
    let fallbacks: CounterCell
    let variants: CounterCell
    let variantStreams: CounterCell
    let orderedLoads: CounterCell
    let orderedEvictions: CounterCell
    let expiredClaims: CounterCell
    let brokenPromises: CounterCell
    let views: CounterCell
    let revoked: CounterCell
    let restored: CounterCell
    let expired: CounterCell
    let malformed: CounterCell
    let turnedAway: CounterCell
    let decisionTime: HistogramCell
    let utilization: MetricFamily<GaugeCell>
    let trust: MetricFamily<GaugeCell>
    let cloudRoundTrip: MetricFamily<GaugeCell>
    let cloudOpen: MetricFamily<GaugeCell>
    let cloudByteTime: MetricFamily<GaugeCell>
    let budgets: BudgetMetrics
    let budgetHolds: GaugeCell
    let budgetFailures: CounterCell
    private let verdicts: MetricFamily<CounterCell>

    init(_ registry: MetricsRegistry) {
        func counter(_ name: String, _ help: String) -> CounterCell {
            registry.counter("rubato_admission_\(name)_total", help).with()
        }
        func gauge(_ name: String, _ help: String) -> GaugeCell {
            registry.gauge("rubato_admission_\(name)", help).with()
        }
        gateways = gauge("gateways", "Gateways connected.")
        jobs = gauge("jobs", "Jobs with a verdict that are not settled.")
        streams = gauge("streams", "Streams with a promise.")
        members = gauge("members", "Members in the cluster view.")
        claims = gauge("claims", "Jobs with a promise that claim a worker's time.")
        degraded = counter("degraded_jobs", "Promises with a shallower mandatory exit than asked for.")
        unpaidStreams = counter("unpaid_streams", "Promises to streams taken back because nobody could pay for them.")
        fallbacks = counter("fallbacks", "Offloaded jobs whose mandatory part may run at a worker, too.")
        variants = counter("variant_jobs", "Promises by a smaller variant of the model that was asked for.")
        variantStreams = counter("variant_streams", "Streams promised by a variant of a model.")
        orderedLoads = counter("ordered_loads", "Models that workers were told to load.")
        orderedEvictions = counter("ordered_evictions", "Models that workers were told to let go for others.")
        expiredClaims = counter("expired_claims", "Claims that nobody had settled when their deadline came.")
        brokenPromises = counter("broken_promises", "Promised jobs and frames that were not answered in time.")
        views = counter("views", "Cluster views taken.")
        revoked = counter("revoked_streams", "Promises to streams that could not be kept.")
        restored = counter("restored_streams", "Streams that gateways have claimed again.")
        expired = counter("expired_streams", "Streams closed because their gateway did not come back.")
        malformed = counter("malformed", "Calls ended because a message made no sense.")
        turnedAway = counter("turned_away", "Calls not taken because a bound was reached.")
        decisionTime = registry.histogram(
            "rubato_admission_decision_seconds",
            "Time to decide on one job or stream.",
            bounds: HistogramBounds.decisionSeconds
        ).with()
        utilization = registry.gauge(
            "rubato_admission_utilization_ratio",
            "Share of a member that promised streams claim.",
            labels: ["worker"]
        )
        trust = registry.gauge(
            "rubato_admission_trust_ratio",
            "Share of what a member's profile allows that is promised, after promises were broken.",
            labels: ["worker"]
        )
        cloudRoundTrip = registry.gauge(
            "rubato_admission_cloud_round_trip_seconds",
            "What 99 of 100 round trips to a cloud tier took of late; as it says itself before the first.",
            labels: ["member"]
        )
        cloudByteTime = registry.gauge(
            "rubato_admission_cloud_seconds_per_byte",
            "What a byte takes on the way to a cloud tier, as it says itself or as measured; 0: nobody knows.",
            labels: ["member"]
        )
        cloudOpen = registry.gauge(
            "rubato_admission_cloud_circuit_open",
            "1 while a cloud tier gets one trial at a time only, because jobs did not come back from it.",
            labels: ["member"]
        )
        budgets = BudgetMetrics(registry)
        budgetHolds = gauge("budget_holds", "Jobs that are paid and not settled.")
        budgetFailures = counter("budget_failures", "Times that the store of the accounts could not be asked.")
        verdicts = registry.counter(
            "rubato_admission_verdicts_total",
            "Verdicts by subject, kind and, for refusals, reason.",
            labels: ["subject", "verdict", "reason"]
        )
    }

    /// The subject is a job, or the hedge of one.
    func count(_ verdict: Verdict, of subject: String = "job") {
        switch verdict {
        case .promise: verdicts.with(subject, "promise", "").increment()
        case .bestEffort: verdicts.with(subject, "best_effort", "").increment()
        case .offload: verdicts.with(subject, "offload", "").increment()
        case .refuse(let refusal): verdicts.with(subject, "refuse", refusal.reason.rawValue).increment()
        }
    }

    func count(_ verdict: StreamVerdict) {
        switch verdict {
        case .promise: verdicts.with("stream", "promise", "").increment()
        case .refuse(let refusal): verdicts.with("stream", "refuse", refusal.reason.rawValue).increment()
        }
    }
}
