import Domain
import Kernel
import Messages
import Telemetry

/// The gateway's metrics, and Triton's names for those that its dashboards show.
final class GatewayMeters {
    /// From 0.1 s too late to 1 s too early.
    private static let slackSeconds = [
        -0.1, -0.05, -0.025, -0.01, -0.005, -0.001, 0, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1,
    ]

    let specialists: SpecialistMeters
    private let taskDeadlines: MetricFamily<CounterCell>
    let openJobs: GaugeCell
    let heldBytes: GaugeCell
    let streams: GaugeCell
    let retries: CounterCell
    let offloadFailures: CounterCell
    let secondWays: SecondWayMeters
    let excessFrames: CounterCell
    let unknownTenants: CounterCell
    let admissionWait: HistogramCell
    let receivedBytes: CounterCell
    let sentBytes: CounterCell
    private let requests: MetricFamily<CounterCell>
    private let durations: MetricFamily<HistogramCell>
    private let slacks: MetricFamily<HistogramCell>
    private let exits: MetricFamily<CounterCell>
    private let triton: TritonMeters
    private var models: [ModelID: ModelMeters] = [:]
    private let tenantRequests: MetricFamily<CounterCell>
    private let tenantExcess: MetricFamily<CounterCell>
    private var tenants: [TenantID: TenantMeters] = [:]

    init(_ registry: MetricsRegistry) {
        specialists = SpecialistMeters(registry)
        taskDeadlines = registry.counter(
            "rubato_gateway_task_deadlines_total",
            "Tasks with terms of their own, by whether an exit was done by their deadline.",
            labels: ["outcome"]
        )
        openJobs = registry.gauge("rubato_gateway_open_jobs", "Jobs that wait for an answer.").with()
        heldBytes = registry.gauge("rubato_gateway_held_bytes", "Tensor bytes of open jobs.").with()
        streams = registry.gauge("rubato_gateway_streams", "Open streams.").with()
        offloadFailures =
            registry.counter("rubato_gateway_offload_failures_total", "Jobs that did not come back from a cloud tier.")
            .with()
        secondWays = SecondWayMeters(registry)
        retries = registry.counter("rubato_gateway_retries_total", "Jobs sent to another worker.").with()
        excessFrames = registry.counter(
            "rubato_gateway_excess_frames_total",
            "Frames beyond what their stream was promised."
        ).with()
        unknownTenants = registry.counter(
            "rubato_gateway_tenants_overflow_total",
            "Requests of tenants beyond the bound, which count as one."
        ).with()
        tenantRequests = registry.counter(
            "rubato_gateway_tenant_requests_total",
            "Requests of named tenants by what became of them.",
            labels: ["tenant", "outcome"],
            bound: 512
        )
        tenantExcess = registry.counter(
            "rubato_gateway_tenant_excess_frames_total",
            "Answered frames of named tenants beyond what their streams were promised.",
            labels: ["tenant"],
            bound: 512
        )
        admissionWait = registry.histogram(
            "rubato_gateway_admission_seconds",
            "From the question to admission's verdict.",
            bounds: HistogramBounds.decisionSeconds
        ).with()
        receivedBytes = registry.counter("rubato_gateway_received_bytes_total", "Bodies of requests.").with()
        sentBytes = registry.counter("rubato_gateway_tensor_sent_bytes_total", "Tensors sent to workers.").with()
        requests = registry.counter(
            "rubato_gateway_requests_total",
            "Requests by what became of them.",
            labels: ["model", "outcome", "reason"],
            bound: 512
        )
        durations = registry.histogram(
            "rubato_gateway_request_duration_seconds",
            "From a request's head to its answer.",
            bounds: HistogramBounds.requestSeconds,
            labels: ["model"]
        )
        slacks = registry.histogram(
            "rubato_gateway_deadline_slack_seconds",
            "Time between the answer and its deadline, negative if it was late.",
            bounds: Self.slackSeconds,
            labels: ["model"]
        )
        exits = registry.counter(
            "rubato_gateway_exits_total",
            "Samples by the exit they left at.",
            labels: ["model", "exit"]
        )
        triton = TritonMeters(registry)
    }

    func model(_ model: ServedModel) -> ModelMeters {
        if let known = models[model.id] { return known }
        let name = model.id.name
        let made = ModelMeters(
            inDeadline: requests.with(name, RequestOutcome.inDeadline.rawValue, ""),
            late: requests.with(name, RequestOutcome.late.rawValue, ""),
            duration: durations.with(name),
            slack: slacks.with(name),
            exits: (0..<model.exits.count).map { exits.with(name, String($0)) },
            triton: triton.cells(for: model.id)
        )
        models[model.id] = made
        return made
    }

    /// Of a named tenant; `nil` for nobody in particular, whose requests are counted by model alone.
    func tenant(_ tenant: TenantID) -> TenantMeters? {
        if tenant == .nobody { return nil }
        if let known = tenants[tenant] { return known }
        let name = tenant.rawValue
        let outcomes = RequestOutcome.allCases.map { ($0, tenantRequests.with(name, $0.rawValue)) }
        let made = TenantMeters(
            outcomes: Dictionary(uniqueKeysWithValues: outcomes),
            excess: tenantExcess.with(name)
        )
        tenants[tenant] = made
        return made
    }

    func countTasks(_ results: [Rubato_V1_JobResult], _ request: InferRequest) {
        for (task, _) in request.terms {
            for result in results {
                taskDeadlines.with(result.isLate(task) ? "missed" : "met").increment()
            }
        }
    }

    /// Counts a request that got no answer.
    func count(_ outcome: RequestOutcome, reason: String, model: ModelID?) {
        requests.with(model?.name ?? "", outcome.rawValue, reason).increment()
        guard let model, let meters = models[model] else { return }
        meters.triton.failure.increment()
    }
}
