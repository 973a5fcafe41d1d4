package import Domain
package import Logging
import Messages
import NIOCore
package import Transport

/// Keeps the cluster view that the scheduler publishes.
///
/// While the scheduler is away the last view stays: its state is soft, and who works now most likely still does.
// Safe because it is confined to the event loop of its client.
package final class Watcher: @unchecked Sendable {
    private let name: String
    private let logger: Logger
    private let deliver: @Sendable ([Member]) -> Void
    private var call: PersistentCall<Rubato_V1_WatchRequest, Rubato_V1_ClusterView>?

    /// Whether the scheduler answers now.
    package private(set) var isConnected = false

    /// Calls nobody until ``start(over:)``.
    ///
    /// - Parameters:
    ///   - name: Of this service, for the scheduler's log.
    ///   - logger: Told when the scheduler comes and goes.
    ///   - deliver: Gets the members, on the loop, at once and at every change; those that make no sense are left out.
    package init(name: String, logger: Logger, deliver: @escaping @Sendable ([Member]) -> Void) {
        self.name = name
        self.logger = logger
        self.deliver = deliver
    }

    /// Begins to watch; call once, on the client's loop.
    package func start(over client: any CallClient) {
        let call = PersistentCall(CallMethods.watch, over: client) { [weak self] event in self?.handle(event) }
        self.call = call
        call.start()
    }

    package func stop() {
        call?.stop()
        call = nil
    }

    private func handle(_ event: PersistentCall<Rubato_V1_WatchRequest, Rubato_V1_ClusterView>.Event) {
        switch event {
        case .opened:
            var request = Rubato_V1_WatchRequest()
            request.watcher = name
            call?.send(request)
        case .message(let view):
            if !isConnected { logger.info("scheduler is there", metadata: ["members": "\(view.members.count)"]) }
            isConnected = true
            deliver(view.members.compactMap(\.domain))
        case .lost(let status):
            if isConnected { logger.warning("scheduler is away", metadata: ["reason": "\(status.message)"]) }
            isConnected = false
        }
    }
}
