import AdmissionPolicy
import CloudPolicy
import Domain
import GatewayPolicy
import Kernel
import SchedulerPolicy

// Gateway and admission: verdicts, views, settling.
extension Simulator {
    /// Decides on a new job and sends it on its way.
    mutating func admit(_ index: Int) {
        let flow = jobs[index].flow
        if flows[flow].stream != nil {
            guard let promise = flows[flow].promise, let place = place(of: promise.worker), workers[place].isUp else {
                return refuse(index)
            }
            jobs[index].standing = .promised
            jobs[index].rule.mandatoryExit = min(promise.rule.mandatoryExit, jobs[index].rule.lastExit)
            return dispatch(index, to: place)
        }
        if hasGateway(index) { return askGateway(index) }
        ask(index, avoiding: nil, cloudIsAllowed: false)
    }

    mutating func ask(_ index: Int, avoiding: WorkerID?, cloudIsAllowed: Bool) {
        let job = jobs[index]
        let request = JobRequest(
            model: modelIDs[job.model],
            budget: .nanoseconds(job.deadline - agenda.now - uplink - downlink - allowance),
            rule: job.rule,
            cloudIsAllowed: cloudIsAllowed,
            bestEffortIsAllowed: scenario.sources[job.source].bestEffortIsAllowed,
            avoiding: avoiding
        )
        perform(admission.handle(.jobAsked(id(of: index), request), at: now))
    }

    mutating func perform(_ actions: [AdmissionAction]) {
        for action in actions {
            switch action {
            case .answerJob(let id, let verdict): follow(verdict, Int(id.rawValue) - 1)
            case .answerHedge(let id, let verdict): tellGateway(.hedgeDecided(id, verdict))
            case .answerStream(let stream, .promise(let promise)):
                if let flow = flows.firstIndex(where: { $0.stream == stream }) { flows[flow].promise = promise }
            case .answerStream(let stream, .refuse):
                if let flow = flows.firstIndex(where: { $0.stream == stream }) { flows[flow].isRefused = true }
            case .revokeStream(let stream):
                guard let flow = flows.firstIndex(where: { $0.stream == stream }) else { continue }
                flows[flow].promise = nil
                agenda.enter(.join(flow: Int32(flow)), at: agenda.now + uplink)
            case .tellLane(let worker, let plan):
                if let place = place(of: worker), workers[place].isUp { tell(place, .promised(plan)) }
            case .coverBudgets(let wishes): cover(wishes)
            case .setAlarm(let instant): agenda.enter(.admissionAlarm, at: instant.nanoseconds)
            }
        }
    }

    private mutating func follow(_ verdict: Verdict, _ index: Int) {
        if hasGateway(index) { return tellGateway(.decided(id(of: index), verdict)) }
        switch verdict {
        case .promise(let worker, let rule, _): send(index, to: worker, rule, .promised)
        case .bestEffort(let worker, let rule, _): send(index, to: worker, rule, .bestEffort)
        case .offload: preconditionFailure("only a gateway's jobs may leave the cluster")
        case .refuse: refuse(index)
        }
    }

    mutating func send(_ index: Int, to worker: WorkerID, _ rule: ExitRule, _ standing: JobRecord.Standing) {
        guard let place = place(of: worker) else { return refuse(index) }
        jobs[index].rule = rule
        jobs[index].standing = standing
        dispatch(index, to: place)
    }

    private mutating func dispatch(_ index: Int, to place: Int) {
        let expiry = jobs[index].deadline - downlink - allowance
        dispatch(index, to: place, expiry: expiry, isSpare: jobs[index].standing == .bestEffort)
    }

    /// Sends a job to a worker, which owes its best answer at that instant.
    mutating func dispatch(_ index: Int, to place: Int, expiry: Int64, isSpare: Bool) {
        let way = delay(uplink, scenario.network.spread.uplink)
        jobs[index].worker = place
        jobs[index].tries += 1
        jobs[index].edge.attempt += 1
        jobs[index].edge.expiry = expiry
        jobs[index].edge.isSpare = isSpare
        jobs[index].edge.uplink = way
        agenda.enter(.staged(job: Int32(index), attempt: jobs[index].edge.attempt), at: agenda.now + way)
    }

    /// A job that had been taken once is lost rather than refused.
    private mutating func refuse(_ index: Int) {
        let wasTaken = jobs[index].tries > 0
        if !wasTaken { jobs[index].standing = .refused }
        finish(index, wasTaken ? .lost : .refused, at: agenda.now + (wasTaken ? downlink : 0))
    }

    /// Gives a job its end; the device knows it at that instant.
    mutating func finish(_ index: Int, _ ending: JobRecord.Ending, at instant: Int64) {
        precondition(jobs[index].ending == .open, "a job ends once")
        jobs[index].ending = ending
        jobs[index].end = instant
        openJobs -= 1
        agenda.enter(.settled(job: Int32(index)), at: instant)
    }

    mutating func settle(_ index: Int) {
        let flow = jobs[index].flow
        // A gateway settles its jobs itself.
        if !hasGateway(index), flows[flow].stream == nil, jobs[index].ending != .refused { settleClaim(index) }
        guard case .closed(let pause) = flows[flow].kind else { return }
        // Without an answer the client waits until its deadline, as the paper's clients do.
        let next = jobs[index].isInDeadline ? agenda.now : max(agenda.now, jobs[index].deadline)
        if next + pause < flows[flow].until { agenda.enter(.arrival(flow: Int32(flow)), at: next + pause) }
    }

    // MARK: Streams

    mutating func join(_ index: Int) {
        guard let stream = flows[index].stream, flows[index].promise == nil, flows[index].framesLeft != 0,
            agenda.now < flows[index].until, case .frames(let period, _) = flows[index].kind
        else { return }
        let source = scenario.sources[flows[index].source]
        let request = StreamRequest(
            model: scenario.models[source.model].served.id,
            period: .nanoseconds(period),
            deadline: .nanoseconds(flows[index].deadline - uplink - downlink - allowance),
            frames: flows[index].framesLeft,
            mandatoryExit: source.mandatoryExit
        )
        perform(admission.handle(.streamAsked(stream, request), at: now))
    }

    mutating func leave(_ index: Int) {
        guard let stream = flows[index].stream else { return }
        perform(admission.handle(.streamClosed(stream), at: now))
    }

    // MARK: Views

    mutating func showView() {
        var members = workers.filter(\.isUp).map { worker in
            var member = worker.member
            member.backlog = worker.lane.backlog
            member.table = worker.lane.tableMark
            return member
        }
        if let cloud = scenario.cloud { members.append(cloudMember(cloud)) }
        lastBacklogs = workers.map(\.lane.backlog)
        lastTables = workers.map(\.lane.tableMark)
        lastCloudBacklog = cloud.policy.backlog(at: now)
        perform(admission.handle(.viewChanged(members), at: now))
        enterNextView()
    }

    mutating func refreshView() {
        viewIsDue = false
        let isKnown =
            workers.map(\.lane.backlog) == lastBacklogs && workers.map(\.lane.tableMark) == lastTables
            && cloud.policy.backlog(at: now) == lastCloudBacklog
        if isKnown { return enterNextView() }
        showView()
    }

    private mutating func enterNextView() {
        let interval = scenario.network.viewInterval.nanoseconds
        guard !viewIsDue, interval > 0, agenda.now + interval < length else { return }
        viewIsDue = true
        agenda.enter(.view, at: agenda.now + interval)
    }

    func id(of index: Int) -> JobID { JobID(UInt64(index) + 1) }
}
