import AdmissionPolicy
import AdmissionService
import Domain
import Kernel
import Messages
import Telemetry
import Transport

/// An admission controller with gateways that the test plays.
struct AdmissionWorld {
    let world = World()
    let controller: AdmissionController
    private let calls: CallRouter

    init(settings: AdmissionSettings = AdmissionSettings(policy: AdmissionConfiguration())) {
        controller = AdmissionController(
            settings: settings,
            eventLoop: world.loop,
            time: world.time,
            logger: world.logger,
            metrics: world.metrics
        )
        world.metrics.beforeScrape { [controller] in controller.assumeIsolated { $0.updateMetrics() } }
        var calls = CallRouter()
        controller.register(with: &calls)
        self.calls = calls
    }

    func gateway() async throws -> CallPlayer<Rubato_V1_AdmissionAsk, Rubato_V1_AdmissionVerdict> {
        try await CallPlayer(world, CallMethods.decide, to: calls)
    }

    func show(_ members: [Member]) async throws {
        try await world.act { [controller] in controller.assumeIsolated { $0.viewChanged(members) } }
    }

    func ledger() async throws -> AdmissionLedger {
        try await world.act { [controller] in controller.assumeIsolated { $0.ledger } }
    }

    /// A connection without a call.
    func connection() -> InMemoryTransport { world.connect(to: calls) }
}
