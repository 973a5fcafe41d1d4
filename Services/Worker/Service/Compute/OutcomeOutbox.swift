package import NIOCore
import Synchronization

/// Results on their way from the compute thread to the event loop, all that wait in one turn.
package final class OutcomeOutbox: Sendable {
    private struct State {
        var outcomes: [StageOutcome] = []
        var isFlushPlanned = false
    }

    private let eventLoop: any EventLoop
    private let deliver: @Sendable ([StageOutcome]) -> Void
    private let state = Mutex(State())

    /// Delivers on the loop.
    package init(eventLoop: any EventLoop, deliver: @escaping @Sendable ([StageOutcome]) -> Void) {
        self.eventLoop = eventLoop
        self.deliver = deliver
    }

    /// Adds one to what waits; one that can wait goes with the next that can not, which must follow.
    func post(_ outcome: StageOutcome, canWait: Bool = false) {
        let mustPlan = state.withLock { state in
            state.outcomes.append(outcome)
            guard !canWait, !state.isFlushPlanned else { return false }
            state.isFlushPlanned = true
            return true
        }
        if mustPlan { eventLoop.execute { self.flush() } }
    }

    private func flush() {
        let outcomes = state.withLock { state in
            defer { state = State() }
            return state.outcomes
        }
        deliver(outcomes)
    }
}
