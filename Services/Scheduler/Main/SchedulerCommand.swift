import ArgumentParser
import Kernel
import SchedulerPolicy
import SchedulerService
import ServiceKit

/// `rubato-scheduler`: decides what every worker runs next.
struct SchedulerCommand: ServiceCommand {
    static let identity = ServiceIdentity.scheduler
    static let configuration = CommandConfiguration(
        commandName: "rubato-scheduler",
        abstract: "Decides what every worker runs next, stage by stage.",
        discussion: """
            Workers connect here and report; gateways and admission watch who is connected. Every option can also be set \
            by RUBATO_SCHEDULER_<OPTION>, RUBATO_<OPTION> or a key of the YAML file.
            """,
        version: ServiceIdentity.version
    )

    @OptionGroup(title: "Service") var common: CommonOptions

    @Option(help: "Scheduling policy of all lanes.")
    var policy = LanePolicyCatalog.names[0]

    @Option(
        help: "Settings of the policy, name=value, separated by commas; a wrong one is answered with the right ones."
    )
    var policyOption = ""

    @Flag(help: "Print the names of all policies and exit.")
    var listPolicies = false

    @Option(help: "Most jobs in one batch.")
    var maxBatch = LaneConfiguration().maxBatch

    @Option(help: "Most jobs that wait on one lane.")
    var maxPending = LaneConfiguration().maxPending

    @Option(
        help: ArgumentHelp(
            """
            Longest work granted ahead of an urgent arrival; admission must be told the same. Unless given, \
            \(LaneConfiguration().blockingLimit.milliseconds), or a worker's longest stage where that is longer.
            """
        )
    )
    var blockingLimitMs: Double?

    @Option(help: "What every granted segment costs beside its stages; admission must be told the same.")
    var dispatchCostUs = LaneConfiguration().dispatchCost.milliseconds * 1_000

    @Option(help: "How long the policy batch-delay waits for a batch to fill.")
    var batchDelayMs = LaneConfiguration().batchDelay.milliseconds

    @Option(help: "Most workers connected at once.")
    var maxLanes = 256

    @Option(help: "Most services that watch at once.")
    var maxWatchers = 256

    var answer: String? {
        listPolicies ? LanePolicyCatalog.names.map { $0 + "\n" }.joined() : nil
    }

    func validate() throws {
        guard LanePolicyCatalog.names.contains(policy) else { throw ValidationError("\(UnknownPolicy(name: policy))") }
        do { _ = try policyOptions() } catch { throw ValidationError("\(error)") }
        guard maxBatch > 0, maxPending > 0, maxLanes > 0, maxWatchers > 0 else {
            throw ValidationError("--max-batch, --max-pending, --max-lanes and --max-watchers must be positive")
        }
        guard [blockingLimitMs ?? 0, dispatchCostUs, batchDelayMs].allSatisfy({ (0...10_000_000).contains($0) }) else {
            throw ValidationError("times must not be negative")
        }
    }

    func start(on host: ServiceHost) throws {
        let lane = LaneConfiguration(
            dispatchCost: .microseconds(dispatchCostUs),
            maxPending: maxPending,
            maxBatch: maxBatch,
            blockingLimit: blockingLimitMs.map { .milliseconds($0) } ?? LaneConfiguration().blockingLimit,
            blockingFollowsStages: blockingLimitMs == nil,
            batchDelay: .milliseconds(batchDelayMs),
            options: try policyOptions()
        )
        let settings = SchedulerSettings(policy: policy, lane: lane, maxLanes: maxLanes, maxWatchers: maxWatchers)
        try SchedulerService.install(on: host, settings: settings)
    }

    private func policyOptions() throws(PolicyOptionError) -> PolicyOptions {
        let texts = policyOption.split(separator: ",").map(String.init)
        return try PolicyOptions(texts, for: LanePolicyCatalog.entry(policy)?.tunables ?? [])
    }
}
