import AdmissionPolicy
import BudgetStore
package import Domain
package import Kernel
package import Logging
import Messages
package import NIOCore
import ServiceKit
package import Telemetry
package import Transport

/// Answers the gateways' asks by one policy, and keeps the claims of each gateway apart.
///
/// Lives on one event loop, where the transport enters it with `assumeIsolated`. A gateway that vanishes takes its jobs
/// with it; its streams wait for it as long as a lease.
package actor AdmissionController {
    private let eventLoop: any EventLoop
    let time: any TimeSource
    private let settings: AdmissionSettings
    let logger: Logger
    let metrics: AdmissionMetrics
    var policy: AdmissionPolicy
    var claims = ClaimRegister()
    var members: [Member] = []
    private var sessions: [Int: GatewaySession] = [:]
    private var nextNumber = 0
    /// Keeps the accounts; without it nothing is limited.
    var keeper: BudgetKeeper?
    lazy var bookingAlarm = LoopAlarm(eventLoop: eventLoop, time: time) { [weak self] in
        self?.assumeIsolated { $0.bookingAlarmFired() }
    }
    /// Tells a worker's lane what its streams may send.
    private var tellLane: @Sendable (WorkerID, LanePlan) -> Void = { _, _ in }
    private lazy var policyAlarm = LoopAlarm(eventLoop: eventLoop, time: time) { [weak self] in
        self?.assumeIsolated { $0.policyAlarmFired() }
    }
    private lazy var leaseAlarm = LoopAlarm(eventLoop: eventLoop, time: time) { [weak self] in
        self?.assumeIsolated { $0.leaseAlarmFired() }
    }

    package nonisolated var unownedExecutor: UnownedSerialExecutor { eventLoop.executor.asUnownedSerialExecutor() }

    package init(
        settings: AdmissionSettings,
        eventLoop: any EventLoop,
        time: any TimeSource,
        logger: Logger,
        metrics: MetricsRegistry
    ) {
        self.settings = settings
        self.eventLoop = eventLoop
        self.time = time
        self.logger = logger
        self.metrics = AdmissionMetrics(metrics)
        policy = AdmissionPolicy(configuration: settings.policy)
    }

    /// Offers the controller's call.
    package nonisolated func register(with calls: inout CallRouter) {
        calls.registerBidirectional(CallMethods.decide) { sink, _ in
            let number = self.assumeIsolated { $0.open(sink) }
            return { event in self.assumeIsolated { $0.handle(event, from: number) } }
        }
    }

    /// Sets who passes on what the streams of a worker may send.
    package func tellLanes(by tell: @escaping @Sendable (WorkerID, LanePlan) -> Void) { tellLane = tell }

    /// Takes the cluster view.
    package func viewChanged(_ members: [Member]) {
        metrics.views.increment()
        self.members = members
        perform(policy.handle(.viewChanged(members), at: time.now))
        flush()
    }

    /// Ends the calls of all gateways, who will look for another controller.
    package func drain() {
        for session in sessions.values { session.end(CallStatus(.unavailable, "admission is about to stop")) }
        sessions = [:]
    }

    // MARK: Gateways

    private func open(_ sink: any MessageSink<Rubato_V1_AdmissionVerdict>) -> Int {
        nextNumber += 1
        guard sessions.count < settings.maxGateways else {
            metrics.turnedAway.increment()
            sink.finish(CallStatus(.resourceExhausted, "admission has \(sessions.count) gateways"))
            return nextNumber
        }
        let session = GatewaySession(sink)
        sessions[nextNumber] = session
        metrics.gateways.set(sessions.count)
        session.set(charges: !policy.budgets.isEmpty)
        session.flush()
        return nextNumber
    }

    private func handle(_ event: CallEvent<Rubato_V1_AdmissionAsk>, from gateway: Int) {
        guard sessions[gateway] != nil else { return }
        switch event {
        case .message(let ask):
            do {
                try take(ask, from: gateway)
            } catch {
                metrics.malformed.increment()
                close(gateway, CallStatus(.invalidArgument, error.reason), because: error.reason)
            }
            flush()
        case .ended(let status):
            if status.code == .invalidArgument { metrics.malformed.increment() }
            close(gateway, status, because: status.message)
        }
    }

    /// What frees room comes before what asks for it.
    private func take(_ ask: Rubato_V1_AdmissionAsk, from gateway: Int) throws(MalformedAsk) {
        for lease in ask.leases { try restore(lease, of: gateway) }
        for worker in ask.broken { perform(policy.handle(.promiseBroken(WorkerID(worker)), at: time.now)) }
        for end in ask.offloads {
            perform(policy.handle(.offloadEnded(WorkerID(end.member), end.domain), at: time.now))
        }
        for use in ask.uses { perform(policy.handle(.budget(.used(JobID(use.job), use.domain)), at: time.now)) }
        for use in ask.streamUses { note(use) }
        for job in ask.settled { settle(JobID(job), of: gateway) }
        for stream in ask.closedStreams { close(StreamID(stream), of: gateway) }
        for job in ask.jobs { decide(JobID(job.job), try job.request(), of: gateway) }
        for job in ask.hedges { decideHedge(JobID(job.job), try job.request(), of: gateway) }
        for stream in ask.streams { decide(StreamID(stream.stream), try stream.request(), of: gateway) }
    }

    private func close(_ gateway: Int, _ status: CallStatus, because reason: String) {
        guard let session = sessions.removeValue(forKey: gateway) else { return }
        session.end(status)
        metrics.gateways.set(sessions.count)
        let now = time.now
        let orphans = claims.release(gateway, leaseEnd: now + settings.lease)
        logger.info("gateway left", metadata: ["reason": "\(reason)", "jobs": "\(orphans.count)"])
        for job in orphans { perform(policy.handle(.jobSettled(job), at: now)) }
        armLeaseAlarm()
        flush()
    }

    // MARK: Claims

    private func decide(_ job: JobID, _ request: JobRequest, of gateway: Int) {
        // Asked again after a worker has failed it: its old claim is void.
        settle(job, of: gateway)
        guard claims.jobs.count < settings.maxOutstanding, claims.jobs[job] == nil else {
            return answer(job, .refuse(Refusal(reason: .tooMany)), to: gateway)
        }
        claims.note(job, of: gateway)
        let began = time.now
        perform(policy.handle(.jobAsked(job, request), at: began))
        metrics.decisionTime.observe(time.now - began)
    }

    /// The job itself keeps its claim, or gets one: what a copy costs is settled with it.
    private func decideHedge(_ job: JobID, _ request: JobRequest, of gateway: Int) {
        let holder = claims.jobs[job]
        guard holder == gateway || holder == nil && claims.jobs.count < settings.maxOutstanding else {
            return answerHedge(job, .refuse(Refusal(reason: .tooMany)), to: gateway)
        }
        claims.note(job, of: gateway)
        perform(policy.handle(.hedgeAsked(job, request), at: time.now))
    }

    private func decide(_ stream: StreamID, _ request: StreamRequest, of gateway: Int) {
        guard claims.streams[stream] == nil else {
            return answer(stream, .refuse(Refusal(reason: .tooMany)), to: gateway)
        }
        claims.note(stream, of: gateway)
        let began = time.now
        perform(policy.handle(.streamAsked(stream, request), at: began))
        metrics.decisionTime.observe(time.now - began)
    }

    /// A stream that waits for its gateway is still in the ledger; only one that the ledger does not have is restored.
    private func restore(_ lease: Rubato_V1_StreamLease, of gateway: Int) throws(MalformedAsk) {
        let stream = StreamID(lease.ask.stream)
        let request = try lease.ask.request()
        let promise = try lease.promised()
        let holder = claims.streams[stream]
        if case .gateway(let other) = holder, other != gateway { return }
        claims.note(stream, of: gateway)
        metrics.restored.increment()
        if holder == nil { perform(policy.handle(.streamRestored(stream, request, promise), at: time.now)) }
    }

    private func settle(_ job: JobID, of gateway: Int) {
        guard claims.remove(job, of: gateway) else { return }
        perform(policy.handle(.jobSettled(job), at: time.now))
    }

    private func close(_ stream: StreamID, of gateway: Int) {
        guard claims.remove(stream, of: gateway) else { return }
        perform(policy.handle(.streamClosed(stream), at: time.now))
    }

    // MARK: Alarms

    private func policyAlarmFired() {
        perform(policy.handle(.alarmFired, at: time.now))
        flush()
    }

    private func leaseAlarmFired() {
        let now = time.now
        for stream in claims.expire(at: now) {
            metrics.expired.increment()
            perform(policy.handle(.streamClosed(stream), at: now))
        }
        armLeaseAlarm()
        flush()
    }

    private func armLeaseAlarm() {
        if let next = claims.nextExpiry { leaseAlarm.set(next) }
    }

    // MARK: Verdicts

    func perform(_ actions: [AdmissionAction]) {
        for action in actions {
            switch action {
            case .answerJob(let job, let verdict):
                guard let gateway = claims.jobs[job] else { continue }
                if case .refuse = verdict { _ = claims.remove(job, of: gateway) }
                answer(job, verdict, to: gateway)
            case .answerHedge(let job, let verdict):
                if let gateway = claims.jobs[job] { answerHedge(job, verdict, to: gateway) }
            case .answerStream(let stream, let verdict):
                guard let gateway = claims.gateway(of: stream) else { continue }
                if case .refuse = verdict { claims.forget(stream) }
                answer(stream, verdict, to: gateway)
            case .revokeStream(let stream): revoke(stream)
            case .tellLane(let worker, let plan): tellLane(worker, plan)
            case .coverBudgets(let wishes): cover(wishes)
            case .setAlarm(let instant): policyAlarm.set(instant)
            }
        }
    }

    private func answer(_ job: JobID, _ verdict: Verdict, to gateway: Int) {
        metrics.count(verdict)
        sessions[gateway]?.append { $0.jobs.append(Rubato_V1_JobVerdict(job, verdict)) }
    }

    private func answerHedge(_ job: JobID, _ verdict: Verdict, to gateway: Int) {
        metrics.count(verdict, of: "hedge")
        sessions[gateway]?.append { $0.hedges.append(Rubato_V1_JobVerdict(job, verdict)) }
    }

    private func answer(_ stream: StreamID, _ verdict: StreamVerdict, to gateway: Int) {
        metrics.count(verdict)
        sessions[gateway]?.append { $0.streams.append(Rubato_V1_StreamVerdict(stream, verdict)) }
    }

    private func revoke(_ stream: StreamID) {
        metrics.revoked.increment()
        if let gateway = claims.gateway(of: stream) {
            sessions[gateway]?.append { $0.revokedStreams.append(stream.rawValue) }
        }
        claims.forget(stream)
    }

    func flush() {
        for session in sessions.values {
            session.set(charges: !policy.budgets.isEmpty)
            session.flush()
        }
    }
}
