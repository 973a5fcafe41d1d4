import Kernel
import Messages
import Telemetry
import NIOCore
import SchedulerPolicy
import SchedulerService
import Transport

/// A scheduler with workers and watchers that the test plays.
struct SchedulerWorld {
    let world = World()
    let scheduler: BatchScheduler
    private let calls: CallRouter

    init(
        settings: SchedulerSettings = SchedulerSettings(policy: "rubato", lane: LaneConfiguration()),
        makePolicy: @escaping @Sendable () -> any LanePolicy = SchedulerWorld.defaultPolicy
    ) {
        scheduler = BatchScheduler(
            settings: settings,
            eventLoop: world.loop,
            time: world.time,
            logger: world.logger,
            metrics: world.metrics,
            makePolicy: makePolicy
        )
        world.metrics.beforeScrape { [scheduler] in scheduler.assumeIsolated { $0.updateMetrics() } }
        var calls = CallRouter()
        scheduler.register(with: &calls)
        self.calls = calls
    }

    @Sendable private static func defaultPolicy() -> any LanePolicy {
        guard let policy = LanePolicyCatalog.make("rubato", configuration: LaneConfiguration()) else {
            preconditionFailure("the default policy is in the catalog")
        }
        return policy
    }

    func worker() async throws -> CallPlayer<Rubato_V1_LaneReport, Rubato_V1_LaneCommand> {
        try await CallPlayer(world, CallMethods.lane, to: calls)
    }

    /// A worker that has registered, and been welcomed.
    func worker(named name: String) async throws -> CallPlayer<Rubato_V1_LaneReport, Rubato_V1_LaneCommand> {
        let worker = try await worker()
        try await worker.send(Samples.registration(name))
        _ = worker.inbox.messages
        return worker
    }

    func watcher() async throws -> CallPlayer<Rubato_V1_WatchRequest, Rubato_V1_ClusterView> {
        try await CallPlayer(world, CallMethods.watch, to: calls)
    }

    /// A connection without a call.
    func connection() -> InMemoryTransport { world.connect(to: calls) }
}
