import AdmissionPolicy
import AdmissionService
import ArgumentParser
import Kernel
import ServiceKit

extension AdmissionMode: ExpressibleByArgument {}

/// `rubato-admission`: decides what is promised.
struct AdmissionCommand: ServiceCommand {
    static let identity = ServiceIdentity.admission
    static let configuration = CommandConfiguration(
        commandName: "rubato-admission",
        abstract: "Decides what the cluster promises, offloads or refuses.",
        discussion: """
            Gateways ask here before they send a job to a worker. Every option can also be set by \
            RUBATO_ADMISSION_<OPTION>, RUBATO_<OPTION> or a key of the YAML file.
            """,
        version: ServiceIdentity.version
    )

    @OptionGroup(title: "Service") var common: CommonOptions
    @OptionGroup(title: "Budgets") var budget: BudgetOptions

    @Option(help: ArgumentHelp("Where the scheduler listens.", valueName: "host:port"))
    var scheduler = "127.0.0.1:8010"

    @Option(help: ArgumentHelp("What decides on promises: rubato, deeprt or none.", valueName: "name"))
    var admissionTest = AdmissionMode.rubato

    @Option(help: "Share of a member that promises may claim, 0…1.")
    var utilizationLimit = AdmissionConfiguration().utilizationLimit

    @Option(help: "Longest work that a lane grants ahead of an urgent arrival, as the scheduler has it.")
    var blockingLimitMs = AdmissionConfiguration().blockingLimit.milliseconds

    @Option(help: "What every granted segment costs beside its stages, as the scheduler has it.")
    var dispatchCostUs = AdmissionConfiguration().dispatchCost.milliseconds * 1_000

    @Option(help: "Most jobs in one batch, as the scheduler has it.")
    var maxBatch = AdmissionConfiguration().maxBatch

    @Option(help: "Most jobs with a promise at once.")
    var maxJobs = AdmissionConfiguration().maxJobs

    @Option(help: "Most streams with a promise at once.")
    var maxStreams = AdmissionConfiguration().maxStreams

    @Option(
        help: ArgumentHelp("Weights of tenants, 1 for all others, as the gateway has them.", valueName: "name=weight,…")
    )
    var tenants = ""

    @Option(
        help: ArgumentHelp(
            "Which part of an offloaded job's budget the local fallbacks that wait at a worker may take, 0…1; 0: none.",
            valueName: "share"
        )
    )
    var fallbackShare = AdmissionConfiguration().fallbackShare

    @Option(help: "How long the streams of a vanished gateway stay promised.")
    var leaseSeconds = 10.0

    func validate() throws {
        guard PeerAddress(scheduler) != nil else { throw ValidationError("--scheduler must be host:port") }
        guard utilizationLimit > 0, utilizationLimit <= 1 else {
            throw ValidationError("--utilization-limit must lie above 0 and not above 1")
        }
        guard maxBatch > 0, maxJobs > 0, maxStreams > 0 else {
            throw ValidationError("--max-batch, --max-jobs and --max-streams must be positive")
        }
        guard [blockingLimitMs, dispatchCostUs, leaseSeconds].allSatisfy({ (0...10_000_000).contains($0) }) else {
            throw ValidationError("times must not be negative")
        }
        guard (0...1).contains(fallbackShare) else { throw ValidationError("--fallback-share must be 0…1") }
        _ = try TenantWeights.read(tenants)
    }

    func start(on host: ServiceHost) throws {
        guard let scheduler = PeerAddress(scheduler) else { throw ValidationError("--scheduler must be host:port") }
        let ladders = try budget.ladders()
        let policy = AdmissionConfiguration(
            mode: admissionTest,
            utilizationLimit: utilizationLimit,
            dispatchCost: .microseconds(dispatchCostUs),
            blockingLimit: .milliseconds(blockingLimitMs),
            maxBatch: maxBatch,
            tenants: try TenantWeights.read(tenants),
            ladder: ladders.usual,
            ladders: ladders.tenants,
            fallbackShare: fallbackShare,
            maxJobs: maxJobs,
            maxStreams: maxStreams
        )
        let settings = AdmissionSettings(
            policy: policy,
            lease: .seconds(leaseSeconds),
            budgets: try budget.budgets()
        )
        try AdmissionService.install(on: host, settings: settings, scheduler: scheduler)
    }
}
