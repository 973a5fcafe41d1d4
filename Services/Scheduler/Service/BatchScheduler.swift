import Domain
package import Kernel
package import Logging
import Messages
package import NIOCore
package import SchedulerPolicy
import ServiceKit
package import Telemetry
package import Transport

/// Holds one lane per connected worker and publishes who is connected.
///
/// Lives on one event loop, where the transport enters it with `assumeIsolated`. What it knows is soft: a worker that
/// connects tells all of it again.
package actor BatchScheduler {
    private let eventLoop: any EventLoop
    private let time: any TimeSource
    private let settings: SchedulerSettings
    private let makePolicy: @Sendable () -> any LanePolicy
    private let logger: Logger
    private let metrics: SchedulerMetrics
    private var lanes: [Int: WorkerLane] = [:]
    private var nextNumber = 0
    /// What admission has promised to streams, by worker; bounded as the lanes are.
    private var promises: [WorkerID: LanePlan] = [:]
    private var isDraining = false
    private lazy var publisher = makePublisher()

    package nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.executor.asUnownedSerialExecutor() }

    package init(
        settings: SchedulerSettings,
        eventLoop: any EventLoop,
        time: any TimeSource,
        logger: Logger,
        metrics: MetricsRegistry,
        makePolicy: @escaping @Sendable () -> any LanePolicy
    ) {
        self.settings = settings
        self.eventLoop = eventLoop
        self.time = time
        self.logger = logger
        self.makePolicy = makePolicy
        self.metrics = SchedulerMetrics(metrics)
    }

    /// Offers the scheduler's calls.
    package nonisolated func register(with calls: inout CallRouter) {
        calls.registerBidirectional(CallMethods.lane) { sink, _ in
            let number = self.assumeIsolated { $0.openLane(sink) }
            return { event in self.assumeIsolated { $0.handle(event, onLane: number) } }
        }
        calls.registerBidirectional(CallMethods.watch) { sink, _ in
            let number = self.assumeIsolated { $0.openWatch(sink) }
            return { event in self.assumeIsolated { $0.handle(event, fromWatcher: number) } }
        }
    }

    /// Brings the metrics of all lanes up to date.
    package func updateMetrics() {
        for lane in lanes.values { lane.updateMetrics() }
        metrics.lanes.set(lanes.count)
    }

    /// Lets every lane go as soon as it is idle, and the watchers at once.
    package func drain() {
        isDraining = true
        publisher.removeAll(Self.draining)
        for (number, lane) in lanes where lane.pendingJobs == 0 { close(number, lane, Self.draining) }
    }

    // MARK: Lanes

    private func openLane(_ sink: any MessageSink<Rubato_V1_LaneCommand>) -> Int {
        let number = makeNumber()
        guard lanes.count < settings.maxLanes, !isDraining else {
            metrics.countTurnedAway("lane")
            sink.finish(CallStatus(.resourceExhausted, "the scheduler has \(lanes.count) lanes or is about to stop"))
            return number
        }
        let alarm = LoopAlarm(eventLoop: eventLoop, time: time) { [weak self] in
            self?.assumeIsolated { $0.alarmFired(onLane: number) }
        }
        lanes[number] = WorkerLane(sink: sink, policy: makePolicy(), alarm: alarm, metrics: metrics)
        metrics.lanes.set(lanes.count)
        return number
    }

    private func handle(_ event: CallEvent<Rubato_V1_LaneReport>, onLane number: Int) {
        guard let lane = lanes[number] else { return }
        switch event {
        case .message(let report): receive(report, on: lane, number)
        case .ended(let status):
            if status.code == .invalidArgument { metrics.countMalformed("lane") }
            close(number, lane, status, because: status.message)
        }
    }

    private func receive(_ report: Rubato_V1_LaneReport, on lane: WorkerLane, _ number: Int) {
        let began = time.now
        do {
            let isNew = lane.member == nil
            let table = lane.tableMark
            let change = try lane.receive(report, at: began)
            if isNew {
                replaceOlder(than: lane, number)
                if let id = lane.member?.id, let plan = promises[id] { lane.promise(plan, at: began) }
            }
            switch lane.tableMark == table ? change : .member {
            case .none: break
            case .backlog: publisher.backlogsChanged(at: began)
            case .member: publishMembers()
            }
        } catch {
            metrics.countMalformed("lane")
            close(number, lane, CallStatus(.invalidArgument, error.reason), because: error.reason)
        }
        if isDraining, lane.pendingJobs == 0 { close(number, lane, Self.draining) }
        metrics.reportTime.observe(time.now - began)
    }

    private func alarmFired(onLane number: Int) {
        let now = time.now
        if let lane = lanes[number] { noting(lane) { $0.alarmFired(at: now) } }
        publisher.backlogsChanged(at: now)
    }

    /// A worker that connects again has lost its old connection, whether this side has noticed or not.
    private func replaceOlder(than lane: WorkerLane, _ number: Int) {
        guard let id = lane.member?.id else { return }
        logger.info(
            "member joined",
            metadata: ["worker": "\(id.rawValue)", "models": "\(lane.member?.models.count ?? 0)"]
        )
        for (other, older) in lanes where other != number && older.member?.id == id {
            close(other, older, CallStatus(.aborted, "the worker has connected again"), because: "connected again")
        }
    }

    private func close(_ number: Int, _ lane: WorkerLane, _ status: CallStatus, because reason: String = "draining") {
        guard lanes.removeValue(forKey: number) != nil else { return }
        lane.end(status)
        metrics.lanes.set(lanes.count)
        guard let member = lane.member else { return }
        logger.info("member left", metadata: ["worker": "\(member.id.rawValue)", "reason": "\(reason)"])
        publishMembers()
    }

    // MARK: Watchers

    private func openWatch(_ sink: any MessageSink<Rubato_V1_ClusterView>) -> Int {
        let number = makeNumber()
        guard publisher.watcherCount < settings.maxWatchers, !isDraining else {
            metrics.countTurnedAway("watch")
            sink.finish(CallStatus(.resourceExhausted, "the scheduler has too many watchers or is about to stop"))
            return number
        }
        publisher.add(sink, number: number)
        return number
    }

    private func handle(_ event: CallEvent<Rubato_V1_WatchRequest>, fromWatcher number: Int) {
        switch event {
        case .message(let request):
            logger.debug("watched", metadata: ["watcher": "\(request.watcher)"])
            guard take(request.promises) else { return refuseWatch(number, "promises: a plan makes no sense") }
        case .ended(let status):
            if status.code == .invalidArgument { metrics.countMalformed("watch") }
            publisher.remove(number, status)
        }
    }

    /// Passes on what streams may send, and keeps it for lanes that open later.
    ///
    /// - Returns: `false` if something makes no sense, or is said of more workers than there may be.
    private func take(_ messages: [Rubato_V1_LanePromises]) -> Bool {
        for message in messages {
            guard let plan = message.domain else { return false }
            let worker = WorkerID(message.worker)
            promises[worker] = plan == LanePlan() ? nil : plan
            guard promises.count <= settings.maxLanes else { return false }
            guard let lane = lanes.values.first(where: { $0.member?.id == worker }) else { continue }
            noting(lane) { $0.promise(plan, at: time.now) }
        }
        return true
    }

    /// Publishes at once if the lane keeps another table afterwards: promises wait for that.
    private func noting<Result>(_ lane: WorkerLane, _ act: (WorkerLane) throws -> Result) rethrows -> Result {
        let before = lane.tableMark
        let result = try act(lane)
        if lane.tableMark != before, lane.member != nil { publishMembers() }
        return result
    }

    private func refuseWatch(_ number: Int, _ reason: String) {
        metrics.countMalformed("watch")
        publisher.remove(number, CallStatus(.invalidArgument, reason))
    }

    private func publishMembers(isUrgent: Bool = true) {
        let members = lanes.values.compactMap(\.memberInfo).sorted { $0.worker < $1.worker }
        publisher.publish(members, isUrgent: isUrgent, at: time.now)
    }

    private func makePublisher() -> ViewPublisher {
        let alarm = LoopAlarm(eventLoop: eventLoop, time: time) { [weak self] in
            self?.assumeIsolated { $0.publishMembers(isUrgent: false) }
        }
        return ViewPublisher(interval: settings.backlogInterval, metrics: metrics, alarm: alarm)
    }

    private func makeNumber() -> Int {
        nextNumber += 1
        return nextNumber
    }

    private static let draining = CallStatus(.unavailable, "the scheduler is about to stop")
}
