import Domain
import GatewayPolicy
import Kernel
import Logging
import Messages
import NIOCore
package import ServiceKit
import Telemetry
import Transport

/// The public face of the cluster: takes requests, keeps their tensors until they are answered, and sees each through.
///
/// A shell around one ``GatewayPolicy``, pinned to the event loop of its host, so that connections enter it without a hop.
/// It decides nothing about time itself.
package actor Gateway {
    package nonisolated let unownedExecutor: UnownedSerialExecutor
    private nonisolated let executor: any SerialExecutor

    nonisolated let configuration: GatewayConfiguration
    nonisolated let host: ServiceHost
    nonisolated let time: any TimeSource
    nonisolated let log: Logger

    var policy: GatewayPolicy
    var tenants: TenantTable
    var catalog = Catalog()
    let meters: GatewayMeters
    var slots: [JobID: JobSlot] = [:]
    var history: JobHistory
    /// Clients that wait for the verdict on their stream.
    var streamClients: [StreamID: any ServerExchange] = [:]
    var isDraining = false
    var random = SystemRandomNumberGenerator()

    var specialization: SpecializationPolicy
    /// What the cloud tier has trained, as it is sent to workers.
    var heads: [HeadsID: Rubato_V1_SpecialHeads] = [:]
    var orders: [HeadsID: any ClientExchange] = [:]

    var link: AdmissionLink?
    /// Counts openings and losses of the call to admission.
    private var linkGeneration = 0
    private var isLinkConfirmed = false
    private var watcher: Watcher?
    private var alarm: LoopAlarm?
    private var nextJob: UInt64
    private var pending: [GatewayPolicy.Event] = []
    private var isHandling = false

    /// Makes a gateway on the host's loop; it does nothing until ``start()``.
    package init(_ configuration: GatewayConfiguration, host: ServiceHost) {
        executor = host.eventLoop.executor
        unownedExecutor = executor.asUnownedSerialExecutor()
        self.configuration = configuration
        self.host = host
        time = host.time
        log = host.logger
        policy = GatewayPolicy(limits: configuration.limits)
        tenants = TenantTable(configuration.tenants, limit: configuration.limits.tenants)
        meters = GatewayMeters(host.metrics)
        history = JobHistory(capacity: configuration.rememberedJobs)
        // A random upper half keeps the numbers of several gateways, and of one before and after a restart, apart.
        nextJob = UInt64(UInt32.random(in: 1...(.max), using: &random)) << 32
        let firstHeads = UInt64(UInt32.random(in: 1...(.max), using: &random)) << 32
        specialization = SpecializationPolicy(configuration.specialization, firstHeads: firstHeads, seed: firstHeads)
    }

    /// Connects to scheduler and admission and offers the routes; call on the loop, before the host listens.
    package nonisolated func start() throws {
        try assumeIsolated { try $0.begin() }
    }

    private func begin() throws {
        guard let scheduler = host.peers.peer(at: configuration.scheduler),
            let admission = host.peers.peer(at: configuration.admission)
        else { preconditionFailure("a fresh pool has room for two peers") }
        host.readiness.lacks("scheduler", because: "no model is served yet")
        host.readiness.lacks("admission", because: "not connected")
        alarm = LoopAlarm(eventLoop: host.eventLoop, time: time) { [weak self] in
            self?.assumeIsolated { $0.receive(.alarmFired) }
        }
        addRoutes()
        startLink(to: admission)
        let watcher = Watcher(name: host.name, logger: log) { [weak self] members in
            self?.assumeIsolated { $0.update(members) }
        }
        self.watcher = watcher
        watcher.start(over: scheduler.calls)
        host.onDrain { [self] in
            assumeIsolated { $0.drain() }
            return host.eventLoop.makeSucceededVoidFuture()
        }
        host.onStop { [self] in assumeIsolated { $0.stop() } }
        if let port = configuration.metricsPort {
            host.listenForOperations(port: port).whenFailure { [host] in host.fail("metrics port \(port): \($0)") }
        }
    }

    private func drain() {
        isDraining = true
        receive(.drainBegan)
    }

    private func stop() {
        for id in policy.streamIDs { receive(.streamClosed(id)) }
        link?.stop()
        watcher?.stop()
        alarm?.cancel()
    }

    private func update(_ members: [Member]) {
        catalog.update(members)
        for member in members {
            for page in member.pages where page.state != .resident { receive(.unloaded(page.model, member.id)) }
        }
        specialize(.tierChanged(isThere: members.contains { $0.kind == .cloud }))
        let addresses = catalog.addresses.values
        host.peers.keep(only: Set(addresses).union([configuration.scheduler, configuration.admission]))
        // A worker that takes over from another must not cost its first jobs a name look-up and a handshake.
        for address in addresses { host.peers.peer(at: address)?.http.connect() }
        if catalog.isEmpty {
            host.readiness.lacks("scheduler", because: "no model is served")
        } else {
            host.readiness.meets("scheduler")
        }
    }

    /// Numbers for the jobs of one request, in a row.
    func takeJobIDs(_ count: Int) -> JobID {
        nextJob += 1
        let first = JobID(nextJob)
        nextJob += UInt64(count - 1)
        return first
    }

    // MARK: events and actions

    /// Applies an event and performs what follows; what effects report meanwhile is applied after that.
    func receive(_ event: GatewayPolicy.Event) {
        pending.append(event)
        guard !isHandling else { return }
        isHandling = true
        var index = 0
        while index < pending.count {
            let now = time.now
            let actions = policy.handle(pending[index], at: now)
            for action in actions { perform(action, at: now) }
            index += 1
        }
        pending.removeAll(keepingCapacity: true)
        isHandling = false
        meters.openJobs.set(policy.openJobCount)
        meters.heldBytes.set(policy.heldBytes)
        meters.streams.set(policy.streamCount)
        meters.excessFrames.set(to: policy.excessFrames)
        meters.secondWays.set(policy.secondWays)
        meters.unknownTenants.set(to: tenants.overflow)
    }

    private func perform(_ action: GatewayPolicy.Action, at now: Instant) {
        switch action {
        case .ask(let job, let request): ask(job, request, at: now)
        case .send(let job, let leg): send(job, leg, at: now)
        case .askHedge(let job, let request): askHedge(job, request, at: now)
        case .withdraw(let job): withdraw(job, isSecond: false)
        case .withdrawSecond(let job): withdraw(job, isSecond: true)
        case .forget(let job): slots[job] = nil
        case .settle(let job): link?.settle(job)
        case .reportBroken(let worker): link?.reportBroken(worker)
        case .reportOffload(let member, let outcome):
            if outcome == .failed { meters.offloadFailures.increment() }
            link?.reportOffload(member, outcome)
        case .answer(let job): answer(job, isSecond: false, at: now)
        case .answerSecond(let job): answer(job, isSecond: true, at: now)
        case .reject(let job, let rejection): reject(job, rejection, at: now)
        case .askStream(let id, let request): link?.askStream(id, request)
        case .openStream(let id, let promise):
            watch(id, promise)
            openStream(id, promise)
        case .rejectStream(let id, let rejection): rejectStream(id, rejection)
        case .closeStream(let id):
            specialize(.closed(id))
            link?.closeStream(id)
        case .renewLease(let id, let request, let promise): link?.renewLease(id, request, promise)
        case .setAlarm(let instant): alarm?.set(instant)
        }
    }

    private func ask(_ job: JobID, _ request: JobRequest, at now: Instant) {
        if let slot = slots[job] {
            slot.askedAt = now
            reportUse(of: job, slot)
            slot.beginQuestion()
            if request.avoiding != nil { meters.retries.increment() }
        }
        history.note(.asked(avoiding: request.avoiding), of: job, at: now)
        link?.ask(job, request)
    }

    private func askHedge(_ job: JobID, _ request: JobRequest, at now: Instant) {
        history.note(.askedHedge, of: job, at: now)
        link?.askHedge(job, request)
    }

    // MARK: admission

    private func startLink(to admission: Peer) {
        let loop = host.eventLoop
        let link = AdmissionLink(over: admission.calls) {
            // In the next turn, when this one has gathered all it will.
            loop.execute { [self] in assumeIsolated { $0.link?.flush() } }
        } receive: { [weak self] event in
            self?.assumeIsolated { $0.hear(event) }
        }
        self.link = link
        link.start()
    }

    private func hear(_ event: AdmissionLink.Call.Event) {
        switch event {
        case .opened:
            linkGeneration += 1
            receive(.admissionReached)
            confirmLink(linkGeneration)
        case .message(let verdicts): hear(verdicts)
        case .lost(let status):
            linkGeneration += 1
            if isLinkConfirmed { log.warning("admission is away", metadata: ["reason": "\(status.message)"]) }
            isLinkConfirmed = false
            host.readiness.lacks("admission", because: "not connected")
            receive(.admissionLost)
        }
    }

    /// A call to nobody is lost soon after it is opened, so only one that stays for a while makes the gateway ready.
    private func confirmLink(_ generation: Int) {
        host.eventLoop.scheduleTask(in: .milliseconds(20)) { [weak self] in
            self?.assumeIsolated { gateway in
                guard gateway.linkGeneration == generation else { return }
                gateway.isLinkConfirmed = true
                gateway.log.info("admission is there")
                gateway.host.readiness.meets("admission")
            }
        }
    }

    private func hear(_ verdicts: Rubato_V1_AdmissionVerdict) {
        if verdicts.charges != policy.isCharged { receive(.charged(verdicts.charges)) }
        for verdict in verdicts.jobs { hear(verdict) }
        for verdict in verdicts.hedges {
            if let domain = verdict.domain { receive(.hedgeDecided(JobID(verdict.job), domain)) }
        }
        for verdict in verdicts.streams {
            if let domain = verdict.domain { receive(.streamDecided(StreamID(verdict.stream), domain)) }
        }
        for id in verdicts.revokedStreams {
            log.warning("a stream's promise is revoked", metadata: ["stream": "\(id)"])
            receive(.streamRevoked(StreamID(id)))
        }
    }

    private func hear(_ verdict: Rubato_V1_JobVerdict) {
        let job = JobID(verdict.job)
        guard let domain = verdict.domain else { return }
        if let slot = slots[job], let askedAt = slot.askedAt {
            let wait = time.now - askedAt
            slot.askedAt = nil
            slot.admission += wait
            meters.admissionWait.observe(wait)
        }
        receive(.decided(job, domain))
    }
}
