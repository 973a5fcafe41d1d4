package import Kernel
package import NIOCore

/// One alarm on an event loop that can be set again, as policies ask for it with `setAlarm`.
///
/// Setting it later than before costs nothing: the timer that is under way then finds that it is too early and waits on.
// Safe because every entry asserts the event loop.
package final class LoopAlarm: @unchecked Sendable {
    private let eventLoop: any EventLoop
    private let time: any TimeSource
    private let fire: @Sendable () -> Void
    private var target: Instant?
    private var timer: (instant: Instant, scheduled: Scheduled<Void>)?

    /// The handler is called on the loop, never from within ``set(_:)``.
    package init(eventLoop: any EventLoop, time: any TimeSource, fire: @escaping @Sendable () -> Void) {
        self.eventLoop = eventLoop
        self.time = time
        self.fire = fire
    }

    /// Replaces the alarm set before; one that lies in the past fires in the next turn of the loop.
    package func set(_ instant: Instant) {
        eventLoop.preconditionInEventLoop()
        target = instant
        if let timer, timer.instant <= instant { return }
        start(for: instant)
    }

    /// Does not fire until it is set again.
    package func cancel() {
        eventLoop.preconditionInEventLoop()
        target = nil
        timer?.scheduled.cancel()
        timer = nil
    }

    private func start(for instant: Instant) {
        timer?.scheduled.cancel()
        let delay = max(0, (instant - time.now).nanoseconds)
        let scheduled = eventLoop.scheduleTask(in: .nanoseconds(delay)) { [weak self] () -> Void in self?.ring() }
        timer = (instant, scheduled)
    }

    private func ring() {
        timer = nil
        guard let target else { return }
        guard target <= time.now else { return start(for: target) }
        self.target = nil
        fire()
    }
}
