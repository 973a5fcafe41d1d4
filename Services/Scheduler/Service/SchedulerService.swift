import NIOCore
import SchedulerPolicy
package import ServiceKit
import Telemetry

/// The scheduler as a service of a process.
package enum SchedulerService {
    /// Puts the scheduler on the host.
    ///
    /// - Throws: ``UnknownPolicy``.
    package static func install(on host: ServiceHost, settings: SchedulerSettings) throws {
        let name = settings.policy
        guard LanePolicyCatalog.names.contains(name) else { throw UnknownPolicy(name: name) }
        let scheduler = BatchScheduler(
            settings: settings,
            eventLoop: host.eventLoop,
            time: host.time,
            logger: host.logger,
            metrics: host.metrics
        ) {
            guard let policy = LanePolicyCatalog.make(name, configuration: settings.lane) else {
                preconditionFailure("a policy that is listed can be made")
            }
            return policy
        }
        scheduler.register(with: &host.calls)
        host.metrics.gauge("rubato_scheduler_policy_info", "Always 1.", labels: ["policy"]).with(name).set(1)
        host.metrics.beforeScrape { scheduler.assumeIsolated { $0.updateMetrics() } }
        host.onDrain {
            scheduler.assumeIsolated { $0.drain() }
            return host.eventLoop.makeSucceededVoidFuture()
        }
    }
}
