import AdmissionPolicy
import Domain
import GatewayPolicy
import Kernel

// One-shot jobs that may leave the cluster are seen through by the gateway's own policy: retries, fallbacks and hedges, when one
// has been away for long enough, what admission is told of the way there, and when a job is given up. It is beside the device.
extension Simulator {
    /// A gateway that bounds neither jobs nor bytes, and asks for every job.
    static func makeGateway(_ limits: GatewayLimits) -> GatewayPolicy {
        var limits = limits
        (limits.openJobs, limits.heldBytes) = (.max, .max)
        var gateway = GatewayPolicy(limits: limits)
        _ = gateway.handle(.admissionReached, at: .origin)
        // None goes ahead of its verdict, as where budgets pay.
        _ = gateway.handle(.charged(true), at: .origin)
        return gateway
    }

    func hasGateway(_ index: Int) -> Bool {
        scenario.cloud != nil && scenario.sources[jobs[index].source].cloudIsAllowed
            && flows[jobs[index].flow].stream == nil
    }

    mutating func askGateway(_ index: Int) {
        let job = jobs[index]
        let least = workers.compactMap { worker in
            worker.bounds[job.model].isEmpty
                ? nil : worker.bounds[job.model][0...job.rule.mandatoryExit].reduce(0) { $0 + $1[0] }
        }
        var spec = JobSpec(
            model: modelIDs[job.model],
            deadline: Instant(nanoseconds: job.deadline),
            rule: job.rule,
            leastExecution: .nanoseconds(least.min() ?? 0),
            bytes: bytes(of: job.model),
            bestEffortIsAllowed: scenario.sources[job.source].bestEffortIsAllowed
        )
        spec.cloudPath = cloudPath(of: job.model)
        tellGateway(.asked(id(of: index), spec))
    }

    private func cloudPath(of model: Int) -> CloudPath? {
        guard let tier = scenario.cloud, let profile = tier.profiles[modelIDs[model]] else { return nil }
        let transfer = tier.bytesPerSecond > 0 ? Double(bytes(of: model)) / tier.bytesPerSecond : 0
        let bound = profile.wcet(stages: 0...(profile.stageCount - 1), batchSize: 1)
        return CloudPath(way: tier.roundTrip + .seconds(transfer), work: lastCloudBacklog + bound)
    }

    mutating func tellGateway(_ event: GatewayPolicy.Event) {
        for action in gateway.handle(event, at: now) { perform(action) }
    }

    private mutating func perform(_ action: GatewayPolicy.Action) {
        switch action {
        case .ask(let id, let request):
            jobs[place(of: id)].paid = PaidUse()
            perform(admission.handle(.jobAsked(id, request), at: now))
        case .askHedge(let id, let request): perform(admission.handle(.hedgeAsked(id, request), at: now))
        case .send(let id, let leg): send(place(of: id), leg)
        case .withdraw(let id): withdraw(place(of: id), isSecond: false)
        case .withdrawSecond(let id): withdraw(place(of: id), isSecond: true)
        case .settle(let id): settleClaim(place(of: id))
        case .reportOffload(let member, let outcome): perform(admission.handle(.offloadEnded(member, outcome), at: now))
        case .reportBroken(let worker): perform(admission.handle(.promiseBroken(worker), at: now))
        case .answer(let id): answer(place(of: id), isSecond: false)
        case .answerSecond(let id): answer(place(of: id), isSecond: true)
        case .reject(let id, let rejection): reject(place(of: id), rejection)
        case .setAlarm(let instant):
            gatewayAlarmOrdinal &+= 1
            agenda.enter(.gatewayAlarm(ordinal: gatewayAlarmOrdinal), at: instant.nanoseconds)
        // Nobody hangs up, and streams have no gateway here.
        case .forget, .askStream, .openStream, .rejectStream, .closeStream, .renewLease: break
        }
    }

    private func place(of id: JobID) -> Int { Int(id.rawValue) - 1 }

    private mutating func send(_ index: Int, _ leg: Leg) {
        jobs[index].paid.begin(toCloud: leg.leadsToCloud)
        if !leg.isSecondWay { jobs[index].standing = standing(of: leg) }
        if leg.leadsToCloud { sendToCloud(index, leg) } else { sendToEdge(index, leg) }
    }

    private func standing(of leg: Leg) -> JobRecord.Standing {
        if leg.leadsToCloud { return .offloaded }
        return leg.jobClass == .bestEffort ? .bestEffort : .promised
    }

    private mutating func sendToEdge(_ index: Int, _ leg: Leg) {
        guard let place = place(of: leg.worker) else { preconditionFailure("admission names known workers") }
        let budget = gateway.workerBudget(of: .nanoseconds(jobs[index].deadline - agenda.now))
        jobs[index].rule = leg.rule
        jobs[index].edge.isSecond = leg.isSecondWay
        jobs[index].edge.joulesBefore = jobs[index].joules
        let expiry = agenda.now + budget.nanoseconds
        dispatch(index, to: place, expiry: expiry, isSpare: leg.jobClass == .bestEffort)
    }

    /// There is at most one way to a worker and one to the cloud tier at a time, so the one that is no second way is the first.
    private mutating func withdraw(_ index: Int, isSecond: Bool) {
        if isFromCloud(index, isSecond: isSecond) { withdrawFromCloud(index) } else { withdrawFromEdge(index) }
    }

    private func isFromCloud(_ index: Int, isSecond: Bool) -> Bool {
        let job = jobs[index]
        return isSecond ? job.tier.isSecond : job.standing == .offloaded
    }

    /// What a worker says of the job is at the gateway.
    mutating func returnFromEdge(_ index: Int, _ attempt: UInt32) {
        let edge = jobs[index].edge
        guard edge.attempt == attempt, jobs[index].ending == .open else { return }
        guard edge.exit >= 0 else { return tellFailure(of: index, .deadlineMissed) }
        jobs[index].paid.end(toCloud: false, joules: jobs[index].joules - edge.joulesBefore)
        tellGateway(.traveled(.nanoseconds(edge.uplink + downlink)))
        tellGateway(edge.isSecond ? .secondAnswered(id(of: index)) : .answered(id(of: index)))
    }

    /// The way to the worker has come to nothing.
    mutating func tellFailure(of index: Int, _ failure: LegFailure) {
        guard jobs[index].ending == .open else { return }
        let id = id(of: index)
        tellGateway(jobs[index].edge.isSecond ? .secondFailed(id, failure) : .failed(id, failure))
    }

    private mutating func answer(_ index: Int, isSecond: Bool) {
        jobs[index].exit = jobs[index].edge.exit
        if isFromCloud(index, isSecond: isSecond), case .answered(let exit) = jobs[index].tier.outcome {
            jobs[index].exit = exit
            jobs[index].worker = -1
            jobs[index].rule = jobs[index].tier.rule ?? jobs[index].rule
        }
        finish(index, .answered, at: agenda.now)
    }

    private mutating func reject(_ index: Int, _ rejection: Rejection) {
        switch rejection {
        case .refused:
            jobs[index].standing = .refused
            finish(index, .refused, at: agenda.now)
        case .deadlineMissed: finish(index, .dropped, at: agenda.now)
        default: finish(index, .lost, at: agenda.now)
        }
    }
}
