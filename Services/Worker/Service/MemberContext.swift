package import Kernel
package import Logging
package import NIOCore
package import ServiceKit
package import Telemetry

/// What a member that runs models stands on in its process.
package struct MemberContext: Sendable {
    package let eventLoop: any EventLoop
    package let time: any TimeSource
    package let logger: Logger
    package let readiness: Readiness
    package let metrics: MetricsRegistry
    package let stages: StageMeters

    /// Registers the metrics of stages under the prefix, such as `rubato_worker`.
    package init(
        eventLoop: any EventLoop,
        time: any TimeSource,
        logger: Logger,
        readiness: Readiness,
        metrics: MetricsRegistry,
        prefix: String
    ) {
        self.eventLoop = eventLoop
        self.time = time
        self.logger = logger
        self.readiness = readiness
        self.metrics = metrics
        stages = StageMeters(metrics, prefix: prefix)
    }

    /// That of a process with such a host.
    package init(_ host: ServiceHost, prefix: String) {
        self.init(
            eventLoop: host.eventLoop,
            time: host.time,
            logger: host.logger,
            readiness: host.readiness,
            metrics: host.metrics,
            prefix: prefix
        )
    }
}
