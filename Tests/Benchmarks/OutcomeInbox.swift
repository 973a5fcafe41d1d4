import Dispatch
import Kernel
import Synchronization
import WorkerService

/// What the event loop was told, for the thread that waits for it.
final class OutcomeInbox: Sendable {
    private let last = Mutex<(outcome: StageOutcome, at: Instant)?>(nil)
    private let isThere = DispatchSemaphore(value: 0)

    func put(_ outcomes: [StageOutcome], at instant: Instant) {
        guard let outcome = outcomes.last else { return }
        last.withLock { $0 = (outcome, instant) }
        isThere.signal()
    }

    /// Waits for the next.
    func take() -> (outcome: StageOutcome, at: Instant) {
        isThere.wait()
        guard let last = last.withLock({ $0 }) else { preconditionFailure("who is signaled finds something") }
        return last
    }
}
