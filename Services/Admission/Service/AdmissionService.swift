import BudgetStore
import Foundation
import NIOCore
package import ServiceKit
import Telemetry
import Transport

/// The admission controller as a service of a process.
package enum AdmissionService {
    /// Puts the controller on the host and begins to watch the scheduler.
    ///
    /// - Throws: ``SchedulerUnreachable``, if no client of the scheduler can be made; ``BudgetStoreError``, if the accounts
    ///   cannot be read.
    package static func install(on host: ServiceHost, settings: AdmissionSettings, scheduler: PeerAddress) throws {
        let controller = AdmissionController(
            settings: settings,
            eventLoop: host.eventLoop,
            time: host.time,
            logger: host.logger,
            metrics: host.metrics
        )
        if let keeper = try settings.budgets.open(as: host.name, time: host.time) {
            try controller.assumeIsolated { try $0.keepBudgets(by: keeper) }
        }
        controller.register(with: &host.calls)
        host.metrics.beforeScrape { controller.assumeIsolated { $0.updateMetrics() } }
        host.routes.on("GET", "/v2/admission/ledger") { exchange, _ in
            exchange.respondJSON(200, encode(controller.assumeIsolated { $0.ledger }))
        }
        host.routes.on("GET", "/v2/admission/budgets") { exchange, _ in
            exchange.respondJSON(200, encode(controller.assumeIsolated { $0.budgets }))
        }
        host.onStop { controller.assumeIsolated { $0.closeBudgets() } }
        host.onDrain {
            controller.assumeIsolated { $0.drain() }
            return host.eventLoop.makeSucceededVoidFuture()
        }
        try watch(scheduler, for: controller, on: host)
    }

    private static func watch(_ scheduler: PeerAddress, for controller: AdmissionController, on host: ServiceHost)
        throws
    {
        guard let peer = host.peers.peer(at: scheduler) else { throw SchedulerUnreachable(address: scheduler) }
        let readiness = host.readiness
        readiness.lacks("view", because: "the scheduler at \(scheduler) has not told who is in the cluster")
        let watcher = Watcher(name: host.name, logger: host.logger) { members in
            controller.assumeIsolated { $0.viewChanged(members) }
            readiness.meets("view")
        }
        controller.assumeIsolated { $0.tellLanes { watcher.tell($0, $1) } }
        watcher.start(over: peer.calls)
        host.onStop { watcher.stop() }
    }

    private static func encode(_ page: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        guard let data = try? encoder.encode(page) else {
            preconditionFailure("a page of finite numbers can be written as JSON")
        }
        return String(decoding: data, as: UTF8.self) + "\n"
    }
}
