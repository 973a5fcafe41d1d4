import Kernel
package import Messages
import NIOCore
import ServiceKit
package import Transport

/// A member's call to the scheduler: what there is to tell in one turn of the loop leaves as one message.
///
/// Whether the scheduler is there shows at its first message. One that has nothing to say yet may stay silent, so a
/// call that is not lost for ``quietTime`` counts as accepted too.
// Safe because it is confined to the event loop of its client.
package final class LaneLink: @unchecked Sendable {
    package enum Event: Sendable {
        /// A new call: what is told from now on goes there; say first who you are.
        case opened
        /// The scheduler is there.
        case accepted
        case commanded(Rubato_V1_LaneCommand)
        case lost(String)
    }

    package static let quietTime: Duration = .milliseconds(250)
    /// How long news may wait that the scheduler has no use for at once.
    package static let lateness: Duration = .milliseconds(1)

    private let client: any CallClient
    private let receive: @Sendable (Event) -> Void
    private var call: PersistentCall<Rubato_V1_LaneReport, Rubato_V1_LaneCommand>?
    private var waiting = Rubato_V1_LaneReport()
    /// A report may be news though it equals an empty one, such as a backlog of zero.
    private var hasNews = false
    private var isFlushPlanned = false
    private var lateFlush: Scheduled<Void>?
    private var acceptance: Scheduled<Void>?
    private var isAccepted = false

    /// Calls nobody until ``start()``; the handler is called on the client's loop.
    package init(over client: any CallClient, receive: @escaping @Sendable (Event) -> Void) {
        self.client = client
        self.receive = receive
    }

    package func start() {
        let call = PersistentCall(CallMethods.lane, over: client) { [weak self] event in self?.handle(event) }
        self.call = call
        call.start()
    }

    /// Sends what waits and ends the call in order.
    package func stop() {
        flush()
        acceptance?.cancel()
        call?.stop()
        call = nil
    }

    /// Adds to the message that leaves at the end of this turn; without an open call it is forgotten.
    ///
    /// What can wait leaves with what cannot, or ``lateness`` later.
    package func tell(canWait: Bool = false, _ add: (inout Rubato_V1_LaneReport) -> Void) {
        guard call?.isOpen == true else { return }
        add(&waiting)
        hasNews = true
        guard !isFlushPlanned else { return }
        guard !canWait else { return planLateFlush() }
        isFlushPlanned = true
        client.eventLoop.execute { [weak self] in self?.flush() }
    }

    /// Sends what waits now, because what comes next must be heard after it.
    package func flush() {
        isFlushPlanned = false
        lateFlush?.cancel()
        lateFlush = nil
        guard hasNews else { return }
        hasNews = false
        let message = waiting
        waiting = Rubato_V1_LaneReport()
        call?.send(message)
    }

    /// Sends what waits ahead of what this turn still has to do.
    package func hurry() {
        flush()
        client.flush()
    }

    /// Sends what waits if it says that this job has gone, because the job is about to be told anew.
    package func separate(_ job: UInt64) {
        if waiting.withdrawn.contains(job) { flush() }
    }

    private func handle(_ event: PersistentCall<Rubato_V1_LaneReport, Rubato_V1_LaneCommand>.Event) {
        switch event {
        case .opened:
            forget()
            acceptance = client.eventLoop.scheduleTask(in: .nanoseconds(Self.quietTime.nanoseconds)) {
                [weak self] () -> Void in self?.accept()
            }
            receive(.opened)
        case .message(let command):
            accept()
            receive(.commanded(command))
        case .lost(let status):
            acceptance?.cancel()
            isAccepted = false
            forget()
            receive(.lost(status.message))
        }
    }

    private func planLateFlush() {
        guard lateFlush == nil else { return }
        lateFlush = client.eventLoop.scheduleTask(in: .nanoseconds(Self.lateness.nanoseconds)) {
            [weak self] () -> Void in self?.flush()
        }
    }

    private func forget() {
        waiting = Rubato_V1_LaneReport()
        hasNews = false
    }

    private func accept() {
        guard !isAccepted else { return }
        acceptance?.cancel()
        isAccepted = true
        receive(.accepted)
    }
}
