package import Domain
package import Kernel

/// Sees every job and every stream from its arrival to its end.
///
/// A job is asked for at admission, sent to the worker of the verdict and answered with what comes back. If its worker
/// fails, it is asked for again, avoiding that worker, as long as retries and slack are left. Frames that a stream's
/// promise covers skip the asking.
///
/// A job that is alone at this gateway goes ahead: it is sent at once to the worker that admission last promised for its
/// model. Admission is asked when another job comes or the answer takes long, and its verdict counts all the same: a
/// refusal withdraws the job. At most one job per gateway is thus at a worker without a claim, which admission's blocking
/// term covers; a lone client is spared a round trip and the cluster a decision that has nothing to decide.
///
/// What is offloaded and stays away for longer than admission said is withdrawn and asked for once more, for the edge alone.
/// Its mandatory part may run at the edge beside it (a fallback), whose answer is kept and given at the deadline if the cloud
/// tier's has not come. Of what may be late at the edge a copy may go to the cloud tier (a hedge); the first answer counts.
///
/// Every job is answered, rejected or abandoned exactly once: at the latest at its deadline plus a grace, by alarm. The
/// numbers of jobs, of held bytes and of streams are bounded; what would exceed a bound is rejected at once.
package struct GatewayPolicy: Policy {
    package enum Event: Sendable {
        case asked(JobID, JobSpec)
        /// A frame of a stream; its stream is known (see ``GatewayPolicy/stream(_:)``).
        case framed(JobID, JobSpec, StreamID)
        case decided(JobID, Verdict)
        case answered(JobID)
        /// The way of an answered job to its worker and back took this, without what the worker knows of.
        case traveled(Duration)
        /// Likewise, of a job with so many bytes that was at this cloud tier.
        case returned(WorkerID, way: Duration, bytes: Int)
        case failed(JobID, LegFailure)
        /// The answer of a fallback or hedge.
        case secondAnswered(JobID, FallbackEnd = FallbackEnd())
        case secondFailed(JobID, LegFailure)
        /// Whether a copy may go to the cloud tier.
        case hedgeDecided(JobID, Verdict)
        /// The client has gone.
        case abandoned(JobID)
        case streamAsked(StreamID, StreamRequest)
        case streamDecided(StreamID, StreamVerdict)
        /// A vanished worker has taken the promise with it.
        case streamRevoked(StreamID)
        case streamClosed(StreamID)
        /// Whether admission pays jobs from budgets: then none goes ahead of its verdict.
        case charged(Bool)
        /// The worker does not run the model any more.
        case unloaded(ModelID, WorkerID)
        case admissionReached
        case admissionLost
        case drainBegan
        case alarmFired
    }

    package enum Action: Equatable, Sendable {
        case ask(JobID, JobRequest)
        /// Asks whether a copy may go to the cloud tier.
        case askHedge(JobID, JobRequest)
        case send(JobID, Leg)
        /// Resets the exchange with the worker.
        case withdraw(JobID)
        /// Resets that of the fallback or hedge.
        case withdrawSecond(JobID)
        /// Drops the job without a word, since nobody is there to hear it.
        case forget(JobID)
        /// Tells admission that the job's claim is free.
        case settle(JobID)
        /// Tells admission that a promise on that worker was not kept.
        case reportBroken(WorkerID)
        /// Tells admission what has become of a job at that cloud tier.
        case reportOffload(WorkerID, OffloadOutcome)
        /// Passes on what the worker has just sent.
        case answer(JobID)
        /// Passes on what the fallback or hedge has brought.
        case answerSecond(JobID)
        case reject(JobID, Rejection)
        case askStream(StreamID, StreamRequest)
        case openStream(StreamID, StreamPromise)
        case rejectStream(StreamID, Rejection)
        /// Tells admission that the promise is given back.
        case closeStream(StreamID)
        /// Tells a new admission what was promised before.
        case renewLease(StreamID, StreamRequest, StreamPromise)
        /// Replaces any alarm set before.
        case setAlarm(Instant)
    }

    let limits: GatewayLimits
    var jobs: JobTable
    var streams: StreamTable
    var admissionIsReachable = false
    /// Where admission last promised to run the model; bounded by the models that it knows.
    var usualWorkers: [ModelID: WorkerID] = [:]
    /// The job that went ahead and for which admission is to be asked, at the latest at that instant.
    var ahead: (job: JobID, askAt: Instant)?
    package internal(set) var isCharged = false
    var hedgeAllowance: HedgeAllowance
    package internal(set) var secondWays = SecondWayCounters()
    /// Of ways to cloud tiers and back.
    private(set) var cloudLag = ReplyLag()
    private var replyLag = ReplyLag()
    private var isDraining = false
    private var alarm: Instant?

    package init(limits: GatewayLimits) {
        self.limits = limits
        jobs = JobTable(limits: limits)
        streams = StreamTable(limits: limits)
        hedgeAllowance = HedgeAllowance(share: limits.hedgeShare, most: limits.hedgeBurst)
    }

    package var openJobCount: Int { jobs.count }
    package var heldBytes: Int { jobs.heldBytes }
    package var streamCount: Int { streams.count }
    /// Frames of all streams, ended ones too, beyond what these were promised.
    package var excessFrames: Int { streams.excessFrames }
    /// In alphabetical order.
    package var streamIDs: [StreamID] { streams.ids }

    /// What a worker may use of what is left until a job's deadline.
    package func workerBudget(of budget: Duration) -> Duration {
        limits.workerBudget(of: budget, lag: replyLag.estimate)
    }

    package func stream(_ id: StreamID) -> OpenStream? { streams[id] }

    package mutating func handle(_ event: Event, at now: Instant) -> [Action] {
        var actions = transition(event, at: now)
        if let instant = nextAlarm { actions.append(.setAlarm(instant)) }
        return actions
    }

    private mutating func transition(_ event: Event, at now: Instant) -> [Action] {
        switch event {
        case .asked(let job, let spec): ask(job, spec, of: nil, at: now)
        case .framed(let job, let spec, let stream): frame(job, spec, of: stream, at: now)
        case .decided(let job, let verdict): decide(job, verdict, at: now)
        case .answered(let job): answer(job, at: now)
        case .traveled(let duration): note(lag: duration)
        case .returned(let member, let way, let bytes): note(cloudWay: way, bytes, of: member)
        case .failed(let job, let failure): fail(job, failure, at: now)
        case .secondAnswered(let job, let end): answerSecond(job, end, at: now)
        case .secondFailed(let job, let failure): failSecond(job, failure, at: now)
        case .hedgeDecided(let job, let verdict): decideHedge(job, verdict)
        case .abandoned(let job): abandon(job)
        case .streamAsked(let id, let request): askStream(id, request, at: now)
        case .streamDecided(let id, let verdict): streams.decide(id, verdict, at: now)
        case .streamRevoked(let id): streams.revoke(id, at: now)
        case .streamClosed(let id): streams.close(id)
        case .charged(let isCharged): setCharged(isCharged)
        case .unloaded(let model, let worker): forget(worker, of: model)
        case .admissionReached: reachAdmission()
        case .admissionLost: loseAdmission(at: now)
        case .drainBegan: beginDrain()
        case .alarmFired: soundAlarm(at: now)
        }
    }

    private mutating func ask(_ job: JobID, _ spec: JobSpec, of stream: StreamID?, at now: Instant) -> [Action] {
        if let bound = obstacle(to: spec, at: now) { return reject(job, bound, of: stream) }
        // Frames within a promise are exempt.
        guard spec.waited * limits.waitShare <= spec.deadline - now + spec.waited else {
            return reject(job, .gatewayOverloaded(wait: spec.waited), of: stream)
        }
        guard admissionIsReachable else { return reject(job, .admissionUnavailable, of: stream) }
        if !isCharged, jobs.count == 0, stream == nil, let worker = usualWorkers[spec.model] {
            return goAhead(job, spec, to: worker, at: now)
        }
        let confirmation = confirmAhead(at: now)
        jobs.open(
            job,
            OpenJob(spec: spec, stream: stream, phase: .asking, retriesLeft: limits.retries, isClaimed: true)
        )
        return confirmation + [.ask(job, request(for: spec, avoiding: nil, at: now))]
    }

    private mutating func frame(_ job: JobID, _ spec: JobSpec, of stream: StreamID, at now: Instant) -> [Action] {
        let coverage = streams.takeFrame(of: stream, at: now)
        guard case .promise(let promise) = coverage else {
            var uncovered = spec
            uncovered.bestEffortIsAllowed = true
            uncovered.isExcess = coverage == .excess
            return ask(job, uncovered, of: stream, at: now)
        }
        if let bound = obstacle(to: spec, at: now) { return reject(job, bound, of: stream) }
        let confirmation = confirmAhead(at: now)
        let phase = OpenJob.Phase.sent(promise.worker)
        var open = OpenJob(spec: spec, stream: stream, phase: phase, retriesLeft: limits.retries, isClaimed: false)
        open.isPromised = true
        jobs.open(job, open)
        let leg = Leg(
            worker: promise.worker,
            rule: promise.rule,
            terms: .stream,
            stream: stream,
            window: promise.window,
            variant: promise.variant == spec.model ? nil : promise.variant
        )
        planHedge(job, at: now)
        return confirmation + [.send(job, leg)]
    }

    /// Why the job can not even be opened, if it can not.
    private func obstacle(to spec: JobSpec, at now: Instant) -> Rejection? {
        if isDraining { return .draining }
        if now >= spec.deadline { return .deadlineMissed }
        return jobs.bound(against: spec)
    }

    /// Rejects a job that was never opened.
    mutating func reject(_ job: JobID, _ rejection: Rejection, of stream: StreamID?) -> [Action] {
        streams.countFailure(of: stream)
        return [.reject(job, rejection)]
    }

    private mutating func answer(_ job: JobID, at now: Instant) -> [Action] {
        guard let open = jobs[job], open.worker != nil else { return [] }
        jobs.close(job)
        if ahead?.job == job { ahead = nil }
        let isInTime = now <= open.spec.deadline
        streams.countAnswer(of: open.stream, inTime: isInTime)
        return withdrawalOfSecond(of: job, open) + [.answer(job)] + (isInTime ? [] : complaint(about: open))
            + settlement(of: job, open)
    }

    mutating func countAnswer(of stream: StreamID?, isInTime: Bool) {
        streams.countAnswer(of: stream, inTime: isInTime)
    }

    private mutating func note(cloudWay way: Duration, _ bytes: Int, of member: WorkerID) -> [Action] {
        cloudLag.observe(way)
        return [.reportOffload(member, .answered(way: way, bytes: bytes))]
    }

    private mutating func note(lag: Duration) -> [Action] {
        replyLag.observe(lag)
        return []
    }

    private mutating func askStream(_ id: StreamID, _ request: StreamRequest, at now: Instant) -> [Action] {
        if isDraining { return [.rejectStream(id, .draining)] }
        guard streams.count < limits.streams else { return [.rejectStream(id, .tooManyStreams)] }
        guard admissionIsReachable else { return [.rejectStream(id, .admissionUnavailable)] }
        return streams.ask(id, request, at: now)
    }

    private mutating func beginDrain() -> [Action] {
        isDraining = true
        return []
    }

    private mutating func soundAlarm(at now: Instant) -> [Action] {
        alarm = nil
        let missed = jobs.takeDue(at: now).flatMap { job, _ -> [Action] in
            guard let open = jobs[job] else { return [] }
            guard jobs.isOverdue(open, at: now) else {
                return endHold(job, open, at: now) ?? endWaiting(job, open, at: now) ?? askHedge(job, open, at: now)
                    ?? fallBack(job, open, at: now)
            }
            if open.second == .kept { return offloadFailure(of: open) + endBySecond(job, open, at: now) }
            return withdrawals(of: job, open) + offloadFailure(of: open) + giveUp(job, open, .deadlineMissed)
        }
        let confirmation = ahead.map { $0.askAt <= now } ?? false ? confirmAhead(at: now) : []
        return missed + confirmation + streams.check(at: now, admissionIsReachable: admissionIsReachable)
    }

    /// The alarm to set, if an earlier one than the one set is needed.
    private var nextAlarm: Instant? {
        mutating get {
            let jobsAlarm = min(jobs.nextAlarm ?? .distantFuture, ahead?.askAt ?? .distantFuture)
            let wanted = min(jobsAlarm, streams.nextCheck ?? .distantFuture)
            guard wanted < alarm ?? .distantFuture else { return nil }
            alarm = wanted
            return wanted
        }
    }
}
