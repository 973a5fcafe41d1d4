import Kernel
import Messages
import ServiceKit
import Telemetry
import Transport

/// Tells every watcher who is in the cluster.
///
/// Changes of membership go out at once; backlogs, which change with every job, at most once per interval and only if
/// one did change, so that an idle cluster is silent.
final class ViewPublisher {
    private let interval: Duration
    private let metrics: SchedulerMetrics
    private let alarm: LoopAlarm
    private var watchers: [Int: any MessageSink<Rubato_V1_ClusterView>] = [:]
    private var view = Rubato_V1_ClusterView()
    private var lastPublished = Instant(nanoseconds: .min / 4)
    private var isWaiting = false

    /// The alarm must lead to ``publish(_:at:)``.
    init(interval: Duration, metrics: SchedulerMetrics, alarm: LoopAlarm) {
        self.interval = interval
        self.metrics = metrics
        self.alarm = alarm
    }

    var watcherCount: Int { watchers.count }

    func add(_ watcher: any MessageSink<Rubato_V1_ClusterView>, number: Int) {
        watchers[number] = watcher
        metrics.watchers.set(watchers.count)
        send(to: number, watcher)
    }

    /// - Returns: Whether it was there.
    @discardableResult
    func remove(_ number: Int, _ status: CallStatus) -> Bool {
        guard let watcher = watchers.removeValue(forKey: number) else { return false }
        metrics.watchers.set(watchers.count)
        watcher.finish(status)
        return true
    }

    func removeAll(_ status: CallStatus) {
        for number in watchers.keys.sorted() { remove(number, status) }
    }

    /// Takes note that backlogs may have changed.
    func backlogsChanged(at now: Instant) {
        guard !isWaiting, !watchers.isEmpty else { return }
        isWaiting = true
        alarm.set(max(now, lastPublished + interval))
    }

    /// Sends the members to all watchers, unless they know them so.
    func publish(_ members: [Rubato_V1_MemberInfo], isUrgent: Bool, at now: Instant) {
        if !isUrgent { isWaiting = false }
        guard isUrgent || !Self.backlogsAreEqual(members, view.members) else { return }
        view.members = members
        view.revision += 1
        lastPublished = now
        for (number, watcher) in watchers.sorted(by: { $0.key < $1.key }) { send(to: number, watcher) }
    }

    private func send(to number: Int, _ watcher: any MessageSink<Rubato_V1_ClusterView>) {
        metrics.views.increment()
        if !watcher.send(view) {
            watcher.cancel()
            watchers[number] = nil
            metrics.watchers.set(watchers.count)
        }
    }

    private static func backlogsAreEqual(_ left: [Rubato_V1_MemberInfo], _ right: [Rubato_V1_MemberInfo]) -> Bool {
        left.count == right.count && zip(left, right).allSatisfy { $0.backlogUs == $1.backlogUs }
    }
}
