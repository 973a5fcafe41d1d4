package import NIOCore
import Synchronization

/// Results on their way from the compute thread to the event loop, all that wait in one turn.
package final class OutcomeOutbox: Sendable {
    private let eventLoop: any EventLoop
    private let deliver: @Sendable ([StageOutcome]) -> Void
    private let waiting = Mutex<[StageOutcome]>([])

    /// Delivers on the loop.
    package init(eventLoop: any EventLoop, deliver: @escaping @Sendable ([StageOutcome]) -> Void) {
        self.eventLoop = eventLoop
        self.deliver = deliver
    }

    func post(_ outcome: StageOutcome) {
        let isFirst = waiting.withLock { waiting in
            waiting.append(outcome)
            return waiting.count == 1
        }
        if isFirst { eventLoop.execute { self.flush() } }
    }

    private func flush() {
        let outcomes = waiting.withLock { waiting in
            defer { waiting = [] }
            return waiting
        }
        deliver(outcomes)
    }
}
