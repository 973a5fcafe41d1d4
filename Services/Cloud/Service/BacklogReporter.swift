import Kernel
import Messages
import NIOCore
import WorkerService

/// Tells the scheduler the backlog when it has changed, but not more often than it can make use of.
// Safe because it is confined to the event loop.
final class BacklogReporter: @unchecked Sendable {
    static let interval: Duration = .milliseconds(50)

    private let eventLoop: any EventLoop
    private let lane: LaneLink
    private let read: () -> Duration
    private var told: Duration?
    private var isPlanned = false

    /// `read` tells the backlog now.
    init(eventLoop: any EventLoop, lane: LaneLink, read: @escaping () -> Duration) {
        self.eventLoop = eventLoop
        self.lane = lane
        self.read = read
    }

    /// Looks at the backlog after the interval, whatever happens in between.
    func touch() {
        guard !isPlanned else { return }
        isPlanned = true
        eventLoop.scheduleTask(in: .nanoseconds(Self.interval.nanoseconds)) { [weak self] () -> Void in self?.report() }
    }

    private func report() {
        isPlanned = false
        let backlog = read()
        guard backlog != told else { return }
        told = backlog
        lane.tell { $0.backlogUs = backlog.wireMicroseconds }
        // Work under way shrinks without an event, so what is not zero is looked at again.
        if backlog > .zero { touch() }
    }
}
