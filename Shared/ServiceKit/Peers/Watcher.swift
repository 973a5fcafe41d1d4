package import Domain
package import Logging
import Messages
import NIOCore
package import Transport

/// Keeps the cluster view that the scheduler publishes.
///
/// While the scheduler is away the last view stays: its state is soft, and who works now most likely still does. For
/// three seconds after its return those that have not connected to it again are kept too.
// Safe because it is confined to the event loop of its client.
package final class Watcher: @unchecked Sendable {
    /// Longer than a worker's longest wait between two attempts to connect.
    private static let rejoinGrace = TimeAmount.seconds(3)

    private let name: String
    private let logger: Logger
    private let deliver: @Sendable ([Member]) -> Void
    private var call: PersistentCall<Rubato_V1_WatchRequest, Rubato_V1_ClusterView>?
    private var known = RememberedMembers()
    /// By worker, so that a scheduler that is back can be told again.
    private var promises: [WorkerID: Rubato_V1_LanePromises] = [:]
    private var grace: Scheduled<Void>?

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
        let loop = client.eventLoop
        let call = PersistentCall(CallMethods.watch, over: client) { [weak self] event in self?.handle(event, on: loop)
        }
        self.call = call
        call.start()
    }

    /// Tells the scheduler what the streams of a worker may send, now and whenever it has been away.
    package func tell(_ worker: WorkerID, _ plan: LanePlan) {
        let message = Rubato_V1_LanePromises(worker, plan)
        promises[worker] = plan == LanePlan() ? nil : message
        send([message])
    }

    package func stop() {
        call?.stop()
        call = nil
        grace?.cancel()
    }

    private func handle(
        _ event: PersistentCall<Rubato_V1_WatchRequest, Rubato_V1_ClusterView>.Event,
        on loop: any EventLoop
    ) {
        switch event {
        case .opened: send(promises.values.sorted { $0.worker < $1.worker })
        case .message(let view): take(view, on: loop)
        case .lost(let status):
            grace?.cancel()
            guard isConnected else { return }
            isConnected = false
            known.lose()
            logger.warning("scheduler is away", metadata: ["reason": "\(status.message)"])
        }
    }

    private func send(_ promises: [Rubato_V1_LanePromises]) {
        guard let call, call.isOpen else { return }
        var request = Rubato_V1_WatchRequest()
        request.watcher = name
        request.promises = promises
        call.send(request)
    }

    private func take(_ view: Rubato_V1_ClusterView, on loop: any EventLoop) {
        if !isConnected {
            isConnected = true
            logger.info("scheduler is there", metadata: ["members": "\(view.members.count)"])
            grace = loop.scheduleTask(in: Self.rejoinGrace) { [weak self] in self?.endGrace() }
        }
        known.publish(view.members.compactMap(\.domain))
        deliver(known.members)
    }

    private func endGrace() {
        let before = known.members
        known.forget()
        if known.members != before { deliver(known.members) }
    }
}
