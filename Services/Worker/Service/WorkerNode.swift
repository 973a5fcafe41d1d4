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

/// A worker on its event loop: takes jobs in, runs what the scheduler grants, answers.
///
/// A shell around ``WorkerPolicy``: events go in, actions are performed at once, nothing suspends in between. Every
/// entry is on the loop, so that entering costs no hop.
package actor WorkerNode: ComputeMember {
    private let settings: NodeSettings
    private let eventLoop: any EventLoop
    let time: any TimeSource
    let logger: Logger
    private let readiness: Readiness
    private let stages: StageMeters
    let meters: WorkerMeters
    private let handovers: HandoverMeters
    var models: [ModelID: LoadedModel] = [:]
    private var policy = WorkerPolicy(stageCounts: [:])
    var shelf = HeadShelf()
    private var stops: [BatchID: StopFlag] = [:]
    private var echo = LaneEcho()
    /// The segment that an idle compute thread has been given last, and when.
    private var handedOver: (batch: BatchID, at: Instant)?
    private var runner: StageRunner?
    private var lane: LaneLink?
    private var alarm: LoopAlarm?
    var desk: JobDesk?
    /// What is in memory, where not everything is.
    var pages: PageLedger? {
        didSet { if let pages { meters.pages.set(pages) } }
    }
    var loads = PageLoads()
    var pageAlarm: LoopAlarm?

    package nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.executor.asUnownedSerialExecutor() }

    /// Makes a worker that answers `not_ready` until ``serve(_:on:over:)``.
    package init(_ settings: NodeSettings, in context: MemberContext) {
        self.settings = settings
        eventLoop = context.eventLoop
        time = context.time
        logger = context.logger
        readiness = context.readiness
        stages = context.stages
        meters = WorkerMeters(context.metrics)
        handovers = HandoverMeters(context.metrics)
        readiness.lacks("models", because: "loading and measuring")
        readiness.lacks("lane", because: "the scheduler has not been reached")
    }

    package func serve(_ loaded: [LoadedModel], on runners: [StageRunner], over client: any CallClient) {
        runner = runners.first
        models = Dictionary(uniqueKeysWithValues: loaded.map { ($0.served.id, $0) })
        let known = loaded.compactMap(\.page)
        if !known.isEmpty { pages = PageLedger(byteLimit: settings.modelMemory, pages: known) }
        _ = openDesk()
        offerServed()
        let stages = models.mapValues { $0.served.exits.count }
        policy = WorkerPolicy(
            stageCounts: known.reduce(into: stages) { counts, page in counts[page.model.load] = page.pieces.count }
        )
        pageAlarm = LoopAlarm(eventLoop: eventLoop, time: time) { [weak self] in
            self?.assumeIsolated { $0.beginLoad() }
        }
        alarm = LoopAlarm(eventLoop: eventLoop, time: time) { [weak self] in
            self?.assumeIsolated { $0.handle(.alarmFired) }
        }
        let lane = LaneLink(over: client) { [weak self] event in
            self?.assumeIsolated { $0.laneChanged(event) }
        }
        self.lane = lane
        readiness.meets("models")
        lane.start()
    }

    /// Answers with the bounds that it plans by.
    package func showProfile(_ exchange: any ServerExchange) {
        let served = models.values.map(\.served).sorted { $0.id < $1.id }
        let (isMeasured, name) = (settings.kind != .npu, settings.id.rawValue)
        let page = try? ProfileReport.text(served, isMeasured: isMeasured, source: name)
        exchange.respondJSON(200, page ?? "{}")
    }

    package func execute(_ exchange: any ServerExchange) { openDesk().take(exchange) }

    package func receive(_ outcomes: [StageOutcome]) {
        for outcome in outcomes { receive(outcome) }
    }

    package func drain() -> EventLoopFuture<Void> {
        let drained = openDesk().drain(on: eventLoop)
        perform(.register)
        // The last answers and notes of that turn leave first.
        return drained.hop(to: eventLoop).map { self.eventLoop.execute { self.assumeIsolated { $0.lane?.stop() } } }
    }

    private func openDesk() -> JobDesk {
        if let desk { return desk }
        let desk = makeDesk()
        self.desk = desk
        return desk
    }

    private func callerLeft(_ record: JobRecord) {
        guard record.sample == nil else { return handle(.canceled(record.job.id)) }
        meters.canceled.with("receiving").increment()
        desk?.forget(record.job.id)
    }

    private func refused(_ problem: Problem) {
        meters.refused.with(problem.reason).increment()
        logger.debug("job not taken", metadata: ["reason": "\(problem.reason)", "message": "\(problem.message)"])
    }

    /// The desk's word, taken on the loop.
    private func makeDesk() -> JobDesk {
        let handlers = JobDesk.Handlers(
            staged: { [weak self] record, tensor in self?.assumeIsolated { $0.stage(record, tensor) } },
            left: { [weak self] record in self?.assumeIsolated { $0.callerLeft(record) } },
            refused: { [weak self] problem in self?.assumeIsolated { $0.refused(problem) } },
            changed: { [meters] jobs, bytes in
                meters.stagedJobs.set(jobs)
                meters.stagedBytes.set(bytes)
            }
        )
        return JobDesk(settings, allowance: settings.transitAllowance, time: time, handlers: handlers)
    }

    private func stage(_ record: JobRecord, _ tensor: ByteBuffer) {
        let special = record.request.special.flatMap { wish in
            shelf.take(wish.heads, for: record.job.model, at: time.now).map {
                SpecialUse($0, isAudited: wish.isAudited)
            }
        }
        record.stage(tensor, special, at: time.now)
        handle(.staged(record.job))
    }

    private func laneChanged(_ event: LaneLink.Event) {
        switch event {
        case .opened:
            meters.lanesOpened.increment()
            handle(.laneOpened)
        case .accepted:
            logger.info("lane is open")
            readiness.meets("lane")
        case .commanded(let command):
            if command.hasPages { take(command.pages.domain) }
            if command.echo != 0, let way = echo.hear(command.echo, at: time.now) { handovers.echoed(after: way) }
            handle(.commanded(LaneOrder(command)))
        case .lost(let reason):
            meters.lanesLost.increment()
            echo.forget()
            readiness.lacks("lane", because: reason)
            handle(.laneLost)
        }
    }

    private func receive(_ outcome: StageOutcome) {
        for (job, sample, step) in outcome.steps {
            if let record = desk?.record(job), record.sample === sample {
                record.note(step, of: outcome, watts: settings.watts)
            }
        }
        measure(outcome)
        noteLoad(outcome)
        if outcome.result.endsSegment { stops[outcome.result.batch] = nil }
        if stages.ran(outcome, profile: models[outcome.model]?.served.profile) {
            logger.debug("stage overran its bound", metadata: outcome.metadata)
        }
        if !outcome.result.broken.isEmpty { logger.error("kernels failed", metadata: outcome.metadata) }
        handle(.stageFinished(outcome.result))
    }

    /// Notes how long the outcome, and the order before it, have been under way between the threads.
    private func measure(_ outcome: StageOutcome) {
        if let handedOver, handedOver.batch == outcome.result.batch {
            handovers.began(after: outcome.began - handedOver.at)
            self.handedOver = nil
        }
        guard outcome.result.endsSegment, !outcome.steps.isEmpty else { return }
        handovers.heard(after: time.now - outcome.began - outcome.result.duration)
    }

    func handle(_ event: WorkerPolicy.Event) {
        for action in policy.handle(event, at: time.now) { perform(action) }
    }

    func perform(_ action: WorkerPolicy.Action) {
        switch action {
        case .run(let grant): run(grant)
        case .raiseStop(let batch): stops[batch]?.raise()
        case .answer(let id, let exit): answer(id, exit: exit)
        case .fail(let id, let failure): fail(id, failure)
        case .drop(let id, let whileRunning):
            meters.canceled.with(whileRunning ? "running" : "waiting").increment()
            logger.debug("job canceled", metadata: ["job": "\(id)"])
            desk?.forget(id)
        case .discard: meters.discarded.increment()
        case .refuse(let batch, let refusal):
            meters.refusedSegments.with(refusal.rawValue).increment()
            let metadata: Logger.Metadata = ["batch": "\(batch.rawValue)", "reason": "\(refusal.rawValue)"]
            logger.warning("segment refused", metadata: metadata)
        case .register: lane?.tell { $0.registered = Rubato_V1_MemberInfo(member) }
        case .report(let note): report(note)
        case .setAlarm(let instant): alarm?.set(instant)
        }
    }

    private func run(_ grant: Segment) {
        if stops.isEmpty { handedOver = (grant.batch, time.now) }
        let stop = StopFlag()
        stops[grant.batch] = stop
        var samples: [JobID: StagedSample] = [:]
        var members: [SegmentRun.Member] = []
        for id in grant.jobs {
            if let load = loads.member(id) {
                samples[id] = load.sample
                members.append(load.member)
            }
            guard let record = desk?.record(id), let sample = record.sample else { continue }
            samples[id] = sample
            members.append(SegmentRun.Member(job: id, rule: record.job.rule))
        }
        let run = SegmentRun(batch: grant.batch, stages: grant.stages, members: members)
        runner?.submit(SegmentOrder(run: run, model: grant.model, samples: samples, stop: stop))
    }

    private func answer(_ id: JobID, exit: Int) {
        if id == pages?.job { return endLoad(isLoaded: true) }
        guard let record = desk?.forget(id), let model = models[record.job.model] else { return }
        precondition(record.bestExit == exit, "an answer is the best one that was found")
        guard let result = record.result(of: model, member: settings.id, at: time.now) else { return }
        stages.answered(record.job.model, exit: exit)
        if result.hasHeads { meters.headFrames.with(result.heads.outcome).increment() }
        if let joules = record.modeledJoules {
            meters.jobEnergy.with(record.job.model.description).observe(joules)
        }
        record.exchange.respond(200, result)
    }

    private func fail(_ id: JobID, _ failure: JobFailure) {
        if id == pages?.job { return endLoad(isLoaded: false) }
        guard let record = desk?.forget(id) else { return }
        meters.failed.with(failure.rawValue).increment()
        logger.debug("job failed", metadata: ["job": "\(id)", "reason": "\(failure.rawValue)"])
        record.exchange.respond(Problem(failure))
    }

    private func report(_ note: LaneNote) {
        if case .arrived(let job, _, _) = note { lane?.separate(job.id.rawValue) }
        // Of a job that is alone the scheduler has nothing to decide.
        let (canWait, now) = (policy.runsByItself, time.now)
        var number: UInt64?
        // The end of a stage is what the lane acts on; arrivals come in bursts, whose reports take longer.
        if case .done = note, !canWait { number = echo.ask(at: now) }
        lane?.tell(canWait: canWait) { report in
            report.add(note, at: now)
            if let number { report.echo = number }
        }
        if case .done = note, !canWait { lane?.hurry() }
    }

    /// While it drains it serves nothing, so that nobody sends more.
    private var member: Member {
        let isDraining = desk?.isDraining ?? false
        let served = isDraining ? [] : models.values.map(\.served).sorted { $0.id < $1.id }
        return Member(
            id: settings.id,
            kind: settings.kind,
            address: settings.address,
            models: served,
            watts: models.values.compactMap(\.watts).max() ?? settings.watts,
            memoryByteCount: isDraining ? 0 : pages?.byteLimit ?? 0,
            pages: isDraining ? [] : pages?.pages ?? []
        )
    }
}
