import AdmissionPolicy
import Domain
import GatewayPolicy
import Kernel

// One-shot jobs that may leave the cluster are seen through by the gateway's own policy: when one has been away for long
// enough and is tried at the edge, what admission is told of the way there, and when a job is given up.
extension Simulator {
    /// A gateway without bounds of its own, which asks for every job.
    static func makeGateway() -> GatewayPolicy {
        var limits = GatewayLimits()
        (limits.openJobs, limits.heldBytes) = (.max, .max)
        var gateway = GatewayPolicy(limits: limits)
        _ = gateway.handle(.admissionReached, at: .origin)
        // None goes ahead of its verdict.
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
        let spec = JobSpec(
            model: modelIDs[job.model],
            deadline: Instant(nanoseconds: job.deadline - downlink),
            rule: job.rule,
            leastExecution: .nanoseconds(least.min() ?? 0),
            bytes: 0,
            cloudIsAllowed: true,
            bestEffortIsAllowed: scenario.sources[job.source].bestEffortIsAllowed
        )
        tellGateway(.asked(id(of: index), spec))
    }

    mutating func tellGateway(_ event: GatewayPolicy.Event) {
        for action in gateway.handle(event, at: now) { perform(action) }
    }

    private mutating func perform(_ action: GatewayPolicy.Action) {
        switch action {
        case .ask(let id, let request):
            ask(place(of: id), avoiding: request.avoiding, cloudIsAllowed: request.cloudIsAllowed)
        case .send(let id, let leg): send(place(of: id), leg)
        case .withdraw(let id): withdraw(place(of: id))
        case .settle(let id): settleClaim(place(of: id))
        case .reportOffload(let member, let outcome): perform(admission.handle(.offloadEnded(member, outcome), at: now))
        case .reportBroken(let worker): perform(admission.handle(.promiseBroken(worker), at: now))
        case .reject(let id, let rejection): reject(place(of: id), rejection)
        case .setAlarm(let instant): agenda.enter(.gatewayAlarm, at: max(agenda.now, instant.nanoseconds))
        // What the device gets is on its way already; streams have no gateway here.
        case .answer, .forget, .askStream, .openStream, .rejectStream, .closeStream, .renewLease: break
        }
    }

    private func place(of id: JobID) -> Int { Int(id.rawValue) - 1 }

    private mutating func send(_ index: Int, _ leg: Leg) {
        switch leg.terms {
        case .offload:
            jobs[index].rule = leg.rule
            jobs[index].standing = .offloaded
            sendToCloud(index)
        case .bestEffort, .excess: send(index, to: leg.worker, leg.rule, .bestEffort)
        case .promise, .ahead, .stream: send(index, to: leg.worker, leg.rule, .promised)
        }
    }

    private mutating func reject(_ index: Int, _ rejection: Rejection) {
        guard jobs[index].ending == .open else { return }
        switch rejection {
        case .refused:
            jobs[index].standing = .refused
            finish(index, .refused, at: agenda.now)
        case .deadlineMissed: finish(index, .dropped, at: agenda.now + downlink)
        default: finish(index, .lost, at: agenda.now + downlink)
        }
    }
}
