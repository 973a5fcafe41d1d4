import Inference
import Kernel
import Synchronization

@testable import WorkerService

/// A clock that only waiting and computing move, and a waiter that is never late.
final class ManualTime: TimeSource, Waiter {
    private struct State {
        var now = Instant.origin
        var alarms: [(at: Instant, act: @Sendable () -> Void)] = []
    }

    private let state = Mutex(State())

    var now: Instant { state.withLock { $0.now } }

    /// What happens once that instant has come.
    func at(_ duration: Duration, _ act: @escaping @Sendable () -> Void) {
        state.withLock { $0.alarms.append((.origin + duration, act)) }
    }

    func advance(by duration: Duration) { wait(until: now + duration) }

    func wait(until instant: Instant) {
        let due = state.withLock { state in
            state.now = max(state.now, instant)
            let due = state.alarms.filter { $0.at <= state.now }
            state.alarms.removeAll { $0.at <= state.now }
            return due
        }
        for alarm in due { alarm.act() }
    }

    func doze(until instant: Instant) { wait(until: instant) }
}
