import Domain
import Kernel
import Messages
import SchedulerPolicy
import ServiceKit
import Transport

/// One worker's connection: what it reports goes to its policy, what that decides goes back as commands.
///
/// Belongs to ``BatchScheduler`` and is only touched there.
final class WorkerLane {
    /// What the cluster view must be told after an event.
    enum Change: Equatable {
        case none
        case backlog
        case member
    }

    private let sink: any MessageSink<Rubato_V1_LaneCommand>
    private let alarm: LoopAlarm
    private let shared: SchedulerMetrics
    private var policy: any LanePolicy
    private var metrics: LaneMetrics?
    private var info: Rubato_V1_MemberInfo?
    private var reportedBacklog: Duration = .zero
    private(set) var member: Member?
    /// The last order that the worker was told.
    private var pages: PageOrder?

    init(
        sink: any MessageSink<Rubato_V1_LaneCommand>,
        policy: any LanePolicy,
        alarm: LoopAlarm,
        metrics: SchedulerMetrics
    ) {
        self.sink = sink
        self.policy = policy
        self.alarm = alarm
        shared = metrics
    }

    var pendingJobs: Int { policy.pendingJobs }
    /// Of the planned table that the lane keeps, 0 for none.
    var tableMark: UInt64 { policy.tableMark }

    /// As the view shows it; `nil` until the worker has registered.
    var memberInfo: Rubato_V1_MemberInfo? {
        guard var info else { return nil }
        info.backlogUs = backlog.wireMicroseconds
        info.table = policy.tableMark
        return info
    }

    /// Bounded work that waits: counted here, or by the member itself if it schedules itself.
    var backlog: Duration { member?.kind == .cloud ? reportedBacklog : policy.backlog }

    func receive(_ report: Rubato_V1_LaneReport, at now: Instant) throws(MalformedReport) -> Change {
        var change = Change.backlog
        if report.hasRegistered {
            try register(report.registered, at: now)
            change = .member
        }
        guard let member else { throw MalformedReport("registered: must come first") }
        if member.kind == .cloud {
            reportedBacklog = Duration(wireMicroseconds: report.backlogUs)
            return change
        }
        let events = try report.events(at: now)
        var commands = LaneCommandQueue()
        for event in events {
            shared.count(event, of: member, at: now)
            for action in policy.handle(event, at: now) { commands.append(action) }
        }
        if report.echo != 0 { commands.echo(report.echo) }
        perform(commands, at: now)
        return events.isEmpty && change == .backlog ? .none : change
    }

    func promise(_ plan: LanePlan, at now: Instant) {
        guard member?.kind != .cloud else { return }
        var welcome = LaneCommandQueue()
        if let order = plan.pages, order != pages {
            pages = order
            welcome.order(order)
        }
        tell(.promised(plan), at: now, adding: welcome)
    }

    func alarmFired(at now: Instant) {
        tell(.alarmFired, at: now)
    }

    /// Ends the call; the worker, if it lives, will call again.
    func end(_ status: CallStatus) {
        alarm.cancel()
        sink.finish(status)
        metrics?.close(policy.counters)
        metrics = nil
    }

    func updateMetrics() {
        metrics?.update(policy.counters, backlog: backlog, pending: policy.pendingJobs)
    }

    private func register(_ registered: Rubato_V1_MemberInfo, at now: Instant) throws(MalformedReport) {
        guard let new = registered.domain else { throw MalformedReport("registered: the member makes no sense") }
        guard !new.address.isEmpty else { throw MalformedReport("registered: a member has an address") }
        if let member, member.id != new.id || member.kind != new.kind {
            throw MalformedReport("registered: a lane belongs to one worker")
        }
        let isFirst = member == nil
        member = new
        info = registered
        if isFirst { metrics = shared.lane(of: new.id) }
        // A word of welcome, if only an empty one: the member then knows that it is taken, however little there is to do.
        let welcome = isFirst ? LaneCommandQueue(Rubato_V1_LaneCommand()) : LaneCommandQueue()
        guard new.kind != .cloud else { return perform(welcome, at: now) }
        tell(isFirst ? .opened(new) : .changed(new), at: now, adding: welcome)
    }

    private func tell(_ event: LaneEvent, at now: Instant, adding queue: LaneCommandQueue = LaneCommandQueue()) {
        var commands = queue
        for action in policy.handle(event, at: now) { commands.append(action) }
        perform(commands, at: now)
    }

    private func perform(_ queue: LaneCommandQueue, at now: Instant) {
        if let instant = queue.alarm { alarm.set(instant) }
        for command in queue.commands {
            shared.count(command)
            // Where the worker does not read, the call is canceled, and its end is reported like any other.
            guard sink.send(command) else { return sink.cancel() }
        }
    }
}
