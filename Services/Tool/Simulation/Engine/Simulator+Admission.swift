import AdmissionPolicy
import Domain
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
        ask(index, avoiding: nil)
    }

    mutating func ask(_ index: Int, avoiding: WorkerID?) {
        let job = jobs[index]
        let request = JobRequest(
            model: modelIDs[job.model],
            budget: .nanoseconds(job.deadline - agenda.now - uplink - downlink - allowance),
            rule: job.rule,
            cloudIsAllowed: scenario.sources[job.source].cloudIsAllowed,
            bestEffortIsAllowed: scenario.sources[job.source].bestEffortIsAllowed,
            avoiding: avoiding
        )
        perform(admission.handle(.jobAsked(id(of: index), request), at: now))
    }

    mutating func perform(_ actions: [AdmissionAction]) {
        for action in actions {
            switch action {
            case .answerJob(let id, let verdict): follow(verdict, Int(id.rawValue) - 1)
            // Simulated gateways send no copies.
            case .answerHedge: break
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
            // Simulated clusters have no budgets.
            case .coverBudgets: break
            case .setAlarm(let instant): agenda.enter(.admissionAlarm, at: instant.nanoseconds)
            }
        }
    }

    private mutating func follow(_ verdict: Verdict, _ index: Int) {
        switch verdict {
        case .promise(let worker, let rule, _): send(index, to: worker, rule, .promised)
        case .bestEffort(let worker, let rule, _): send(index, to: worker, rule, .bestEffort)
        // Simulated clouds are reached or not for long: there are no fallbacks.
        case .offload(_, let rule, _, _):
            jobs[index].rule = rule
            jobs[index].standing = .offloaded
            sendToCloud(index)
        case .refuse: refuse(index)
        }
    }

    private mutating func send(_ index: Int, to worker: WorkerID, _ rule: ExitRule, _ standing: JobRecord.Standing) {
        guard let place = place(of: worker) else { return refuse(index) }
        jobs[index].rule = rule
        jobs[index].standing = standing
        dispatch(index, to: place)
    }

    private mutating func dispatch(_ index: Int, to place: Int) {
        jobs[index].worker = place
        jobs[index].tries += 1
        agenda.enter(.staged(job: Int32(index)), at: agenda.now + delay(uplink, scenario.network.spread.uplink))
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
        if flows[flow].stream == nil, jobs[index].ending != .refused {
            perform(admission.handle(.jobSettled(id(of: index)), at: now))
        }
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
        perform(admission.handle(.viewChanged(members), at: now))
        enterNextView()
    }

    mutating func refreshView() {
        viewIsDue = false
        guard workers.map(\.lane.backlog) != lastBacklogs || workers.map(\.lane.tableMark) != lastTables else {
            return enterNextView()
        }
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
