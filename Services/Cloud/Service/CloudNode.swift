import CloudPolicy
import Domain
import Inference
import Kernel
import Logging
import Messages
package import NIOCore
import ServiceKit
import Telemetry
package import Transport
import WorkerPolicy
package import WorkerService

/// The cloud tier on its event loop: a worker's contract behind an emulated WAN, with a queue and a price of its own.
package actor CloudNode: ComputeMember {
    private let settings: CloudSettings
    private let eventLoop: any EventLoop
    private let time: any TimeSource
    private let logger: Logger
    private let readiness: Readiness
    private let stages: StageMeters
    private let meters: CloudMeters
    private var wan: WANEmulation
    private var servesSince = Instant.origin
    /// Of what is under way on the emulated WAN.
    private var lastArrival = Instant.origin
    private var models: [ModelID: LoadedModel] = [:]
    private var policy = CloudPolicy(profiles: [:], queueLimit: 0)
    /// By executor, of the batch that it runs.
    private var stops: [Int: StopFlag] = [:]
    private var batches: UInt64 = 0
    /// Who runs the batch.
    private var executors: [BatchID: Int] = [:]
    /// By executor; an executor that is not rented has nothing to do.
    private var runners: [StageRunner] = []
    private var lane: LaneLink?
    private var backlog: BacklogReporter?
    private var alarm: LoopAlarm?
    private var desk: JobDesk?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.executor.asUnownedSerialExecutor() }

    /// Makes a tier that answers `not_ready` until ``serve(_:on:over:)``.
    package init(_ settings: CloudSettings, in context: MemberContext) {
        self.settings = settings
        eventLoop = context.eventLoop
        time = context.time
        logger = context.logger
        readiness = context.readiness
        stages = context.stages
        wan = settings.wan
        meters = CloudMeters(context.metrics, wan: settings.wan)
        readiness.lacks("models", because: "loading and measuring")
        readiness.lacks("lane", because: "the scheduler has not been reached")
    }

    package func serve(_ loaded: [LoadedModel], on runners: [StageRunner], over client: any CallClient) {
        precondition(runners.count >= settings.executors.most, "every executor has a thread")
        self.runners = runners
        servesSince = time.now
        models = Dictionary(uniqueKeysWithValues: loaded.map { ($0.served.id, $0) })
        openDesk().models = models
        policy = CloudPolicy(
            profiles: models.mapValues(\.served.profile),
            queueLimit: settings.queueLimit,
            executors: settings.executors
        )
        meters.executors.set(policy.executorCount)
        alarm = LoopAlarm(eventLoop: eventLoop, time: time) { [weak self] in
            self?.assumeIsolated { $0.handle(.alarmFired) }
        }
        let lane = LaneLink(over: client) { [weak self] event in
            self?.assumeIsolated { $0.laneChanged(event) }
        }
        self.lane = lane
        backlog = BacklogReporter(eventLoop: eventLoop, lane: lane) { [weak self] in
            self?.assumeIsolated { $0.policy.backlog(at: $0.time.now) } ?? .zero
        }
        readiness.meets("models")
        lane.start()
    }

    package func execute(_ exchange: any ServerExchange) { openDesk().take(exchange) }

    package func receive(_ outcomes: [StageOutcome]) {
        for outcome in outcomes { receive(outcome) }
    }

    package func drain() -> EventLoopFuture<Void> {
        let drained = openDesk().drain(on: eventLoop)
        register()
        // The last answers cross the emulated WAN first.
        return drained.flatMap {
            self.eventLoop.scheduleTask(in: self.assumeIsolated { $0.lastCrossing }) { () -> Void in self.stopLane() }
                .futureResult
        }
    }

    private var lastCrossing: TimeAmount {
        .nanoseconds((max(.zero, lastArrival - time.now) + .milliseconds(1)).nanoseconds)
    }

    private nonisolated func stopLane() { assumeIsolated { $0.lane?.stop() } }

    private func openDesk() -> JobDesk {
        if let desk { return desk }
        let handlers = JobDesk.Handlers(
            staged: { [weak self] record, tensor in self?.assumeIsolated { $0.cameIn(record, tensor) } },
            left: { [weak self] record in self?.assumeIsolated { $0.callerLeft(record) } },
            refused: { [meters] problem in meters.refused.with(problem.reason).increment() },
            changed: { [meters] jobs, _ in meters.openJobs.set(jobs) }
        )
        // The answer has to travel back over the WAN.
        let allowance = settings.node.transitAllowance + wan.oneWay
        let desk = JobDesk(settings.node, allowance: allowance, time: time, handlers: handlers)
        self.desk = desk
        return desk
    }

    private func cameIn(_ record: JobRecord, _ tensor: ByteBuffer) {
        guard !wan.loses() else { return lose(record) }
        let way = wan.entry(at: time.now - servesSince, bytes: tensor.readableBytes)
        record.wanDelay = way
        after(way) { node in node.arrive(record, tensor) }
    }

    private func lose(_ record: JobRecord) {
        meters.lost.increment()
        after(wan.lossDelay) { node in
            guard node.desk?.holds(record) == true else { return }
            node.desk?.forget(record.job.id)
            record.exchange.reset(code: 2)
        }
    }

    private func arrive(_ record: JobRecord, _ tensor: ByteBuffer) {
        guard desk?.holds(record) == true else { return }
        record.stage(tensor, at: time.now)
        let job = record.job
        handle(.arrived(CloudJob(id: job.id, model: job.model, deadline: job.deadline)))
        guard desk?.holds(record) == true else { return }
        charge(record, bytes: tensor.readableBytes)
    }

    /// Bills the way of a tensor that was taken in.
    private func charge(_ record: JobRecord, bytes: Int) {
        let price = Double(bytes) * settings.pricePerByte
        record.price += price
        meters.receivedBytes.increment(by: bytes)
        meters.transferCost.add(price)
        meters.cost.add(price)
    }

    private func callerLeft(_ record: JobRecord) {
        desk?.forget(record.job.id)
        meters.canceled.increment()
        logger.debug("job canceled", metadata: ["job": "\(record.job.id)"])
        handle(.canceled(record.job.id))
    }

    private func receive(_ outcome: StageOutcome) {
        stages.ran(outcome, profile: models[outcome.model]?.served.profile)
        let cost = outcome.result.duration.milliseconds * settings.pricePerMillisecond
        meters.cost.add(cost)
        for (job, sample, step) in outcome.steps {
            guard let record = desk?.record(job), record.sample === sample else { continue }
            record.note(step, of: outcome)
            record.price += cost / Double(outcome.steps.count)
        }
        for job in outcome.result.broken { fail(job, Problem(.broken)) }
        guard outcome.result.endsSegment else { return }
        for (job, sample, _) in outcome.steps where desk?.record(job)?.sample === sample { settle(job) }
        guard let executor = executors.removeValue(forKey: outcome.result.batch) else { return }
        handle(.finished(executor: executor))
    }

    private func laneChanged(_ event: LaneLink.Event) {
        switch event {
        case .opened: register()
        case .accepted: readiness.meets("lane")
        // Nobody commands a member that schedules itself.
        case .commanded: break
        case .lost(let reason):
            meters.lanesLost.increment()
            readiness.lacks("lane", because: reason)
        }
    }

    private func handle(_ event: CloudPolicy.Event) {
        for action in policy.handle(event, at: time.now) { perform(action) }
        meters.executors.set(policy.executorCount)
        meters.executorStarts.set(to: policy.executorStarts)
        meters.executorStops.set(to: policy.executorStops)
        meters.backlog.set(policy.backlog(at: time.now).seconds)
        backlog?.touch()
    }

    private func perform(_ action: CloudPolicy.Action) {
        switch action {
        case .run(let executor, let model, let jobs): run(model, jobs, on: executor)
        case .refuse(let id, let refusal): refuse(id, refusal)
        case .drop(let id): fail(id, Problem(.deadlinePassed))
        case .settle(let id): settle(id)
        case .raiseStop(let executor): stops[executor]?.raise()
        case .setAlarm(let instant): alarm?.set(instant)
        }
    }

    /// Runs the whole network: nobody leaves before the deepest exit.
    private func run(_ model: ModelID, _ jobs: [JobID], on executor: Int) {
        let deepest = (models[model]?.served.exits.count ?? 1) - 1
        let rule = ExitRule(mandatoryExit: deepest, lastExit: deepest, threshold: .infinity)
        var samples: [JobID: StagedSample] = [:]
        for id in jobs { samples[id] = desk?.record(id)?.sample }
        batches += 1
        let stop = StopFlag()
        stops[executor] = stop
        executors[BatchID(batches)] = executor
        let run = SegmentRun(
            batch: BatchID(batches),
            stages: 0...deepest,
            members: jobs.map { SegmentRun.Member(job: $0, rule: rule) }
        )
        runners[executor].submit(SegmentOrder(run: run, model: model, samples: samples, stop: stop))
    }

    /// Answers with the deepest exit that is done, if that is usable.
    private func settle(_ id: JobID) {
        guard let record = desk?.record(id), let exit = record.bestExit, exit >= record.job.rule.mandatoryExit,
            let model = models[record.job.model],
            var result = record.result(of: model, member: settings.node.id, at: time.now)
        else { return fail(id, Problem(.deadlinePassed)) }
        desk?.forget(id)
        let way = crossing()
        result.emulatedWanUs = (record.wanDelay + way).wireMicroseconds
        result.priceUsd = record.price
        meters.delay.add((record.wanDelay + way).seconds)
        stages.answered(model.served.id, exit: exit)
        let answer = result
        after(way) { _ in record.exchange.respond(200, answer) }
    }

    /// The tier's own admission says no; the caller can try something else.
    private func refuse(_ id: JobID, _ refusal: CloudRefusal) {
        guard let record = desk?.forget(id) else { return }
        meters.refused.with(refusal.rawValue).increment()
        let problem = Problem(status: 429, reason: refusal.rawValue, message: "this tier cannot end it in time")
        after(crossing()) { _ in record.exchange.respond(problem) }
    }

    private func fail(_ id: JobID, _ problem: Problem) {
        guard let record = desk?.forget(id) else { return }
        meters.failed.with(problem.reason).increment()
        logger.debug("job failed", metadata: ["job": "\(id)", "reason": "\(problem.reason)"])
        after(crossing()) { _ in record.exchange.respond(problem) }
    }

    private func crossing() -> Duration {
        let way = wan.crossing(at: time.now - servesSince)
        lastArrival = max(lastArrival, time.now + way)
        return way
    }

    /// How long the next message about training is under way; `nil` if it is lost.
    func trainingWay() -> Duration? { wan.loses() ? nil : crossing() }

    /// Does something when it has crossed the emulated WAN.
    private func after(_ delay: Duration, _ body: @escaping @Sendable (isolated CloudNode) -> Void) {
        guard delay > .zero else { return body(self) }
        eventLoop.scheduleTask(in: .nanoseconds(delay.nanoseconds)) { () -> Void in
            self.assumeIsolated { body($0) }
        }
    }

    private func register() {
        let isDraining = desk?.isDraining ?? false
        let served = isDraining ? [] : models.values.map(\.served).sorted { $0.id < $1.id }
        let member = Member(
            id: settings.node.id,
            kind: .cloud,
            address: settings.node.address,
            models: served,
            roundTrip: wan.roundTrip,
            pricePerMillisecond: settings.pricePerMillisecond,
            pricePerByte: settings.pricePerByte,
            bytesPerSecond: wan.bytesPerSecond,
            backlog: policy.backlog(at: time.now)
        )
        lane?.tell { report in
            report.registered = Rubato_V1_MemberInfo(member)
            report.backlogUs = report.registered.backlogUs
        }
    }
}
