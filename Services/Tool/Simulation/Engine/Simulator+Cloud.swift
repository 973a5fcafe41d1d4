import CloudPolicy
import Domain
import GatewayPolicy
import Kernel

// The cloud tier behind its WAN: its own policy decides what it takes in and runs; the jobs' ways there and back.
extension Simulator {
    func cloudMember(_ spec: CloudSpec) -> Member {
        let served = scenario.models.compactMap { model -> ServedModel? in
            guard let profile = spec.profiles[model.served.id] else { return nil }
            var own = model.served
            own.profile = profile
            return own
        }
        return Member(
            id: WorkerID("cloud"),
            kind: .cloud,
            address: "cloud",
            models: served,
            roundTrip: spec.roundTrip,
            pricePerMillisecond: spec.pricePerMillisecond,
            pricePerByte: spec.pricePerByte,
            bytesPerSecond: spec.bytesPerSecond,
            backlog: cloud.policy.backlog(at: now)
        )
    }

    /// What the tensor of a sample takes.
    func bytes(of model: Int) -> Int {
        MemoryLayout<Float>.size * scenario.models[model].served.inputShape.reduce(1, *)
    }

    mutating func sendToCloud(_ index: Int, _ leg: Leg) {
        guard let spec = scenario.cloud else { preconditionFailure("only a cloud tier is offloaded to") }
        jobs[index].tries += 1
        jobs[index].tier.attempt += 1
        jobs[index].tier.isSecond = leg.isSecondWay
        jobs[index].tier.rule = leg.rule
        jobs[index].tier.sentAt = agenda.now
        jobs[index].tier.dollars = 0
        let budget = gateway.workerBudget(of: .nanoseconds(jobs[index].deadline - agenda.now))
        jobs[index].tier.deadline = agenda.now + (budget - spec.roundTrip / 2).nanoseconds
        let size = bytes(of: jobs[index].model)
        let at = cloud.arrival(of: agenda.now + uplink, bytes: size, over: spec)
        jobs[index].tier.arrivedAt = at
        agenda.enter(.cloudArrival(job: Int32(index), attempt: jobs[index].tier.attempt), at: at)
    }

    /// The gateway waits no longer; the word overtakes no tensor.
    mutating func withdrawFromCloud(_ index: Int) {
        guard let spec = scenario.cloud else { return }
        let canceled = Happening.cloudCancel(job: Int32(index), attempt: jobs[index].tier.attempt)
        jobs[index].tier.attempt += 1
        agenda.enter(canceled, at: max(jobs[index].tier.arrivedAt, cloud.arrival(of: agenda.now, over: spec)))
    }

    mutating func arriveAtCloud(_ guest: CloudGuest) {
        guard let spec = scenario.cloud else { return }
        let job = jobs[guest.job]
        // One that was withdrawn is known here only later; its deadline is the one that it came with.
        let deadline = Instant(nanoseconds: job.tier.deadline)
        let newcomer = CloudJob(id: guest.id, model: modelIDs[job.model], deadline: deadline)
        let actions = cloud.policy.handle(.arrived(newcomer), at: now)
        for action in actions { perform(action) }
        let isRefused = actions.contains { if case .refuse = $0 { true } else { false } }
        guard !isRefused else { return }
        let price = Double(bytes(of: job.model)) * spec.pricePerByte
        cloud.dollars += price
        charge(guest, price)
    }

    private mutating func charge(_ guest: CloudGuest, _ dollars: Double) {
        jobs[guest.job].dollars += dollars
        if jobs[guest.job].tier.attempt == guest.attempt { jobs[guest.job].tier.dollars += dollars }
    }

    mutating func cancelAtCloud(_ guest: CloudGuest) {
        for (executor, run) in cloud.runs where run.jobs.contains(guest) {
            cloud.runs[executor]?.jobs.removeAll { $0 == guest }
        }
        tellCloud(.canceled(guest.id))
    }

    mutating func tellCloud(_ event: CloudPolicy.Event) {
        for action in cloud.policy.handle(event, at: now) { perform(action) }
    }

    private mutating func perform(_ action: CloudPolicy.Action) {
        switch action {
        case .run(let executor, let model, _, let ids): run(model, ids.map { CloudGuest($0) }, on: executor)
        case .refuse(let id, _): goBack(CloudGuest(id), .refused)
        case .drop(let id): goBack(CloudGuest(id), .late)
        case .settle(let id): settleAtCloud(CloudGuest(id))
        case .raiseStop(let executor): stopRun(on: executor)
        case .setAlarm(let instant):
            cloud.alarmOrdinal &+= 1
            agenda.enter(.cloudAlarm(ordinal: cloud.alarmOrdinal), at: instant.nanoseconds)
        }
    }

    // MARK: Executors

    /// Runs through the deepest exit that a rule names; only rivals' rules name one that is not the last.
    private mutating func run(_ model: ModelID, _ guests: [CloudGuest], on executor: Int) {
        guard let spec = scenario.cloud, let profile = spec.profiles[model] else { return }
        let last = guests.map { jobs[$0.job].tier.rule?.lastExit ?? 0 }.max() ?? 0
        var end = agenda.now
        let ends = (0...min(last, profile.stageCount - 1)).map { stage -> Int64 in
            let share = spec.share.lowerBound + cloud.random.unit() * (spec.share.upperBound - spec.share.lowerBound)
            end += (profile.wcet(stage: stage, batchSize: guests.count) * share).nanoseconds
            return end
        }
        cloud.runCount &+= 1
        cloud.jobs += guests.count
        cloud.runs[executor] = CloudRun(
            jobs: guests,
            size: guests.count,
            began: agenda.now,
            ends: ends,
            ordinal: cloud.runCount
        )
        agenda.enter(.cloudEnd(executor: Int32(executor), ordinal: cloud.runCount), at: end)
    }

    mutating func endRun(on executor: Int, _ ordinal: UInt32) {
        guard let run = cloud.runs[executor], run.ordinal == ordinal, run.ends.last == agenda.now,
            let spec = scenario.cloud
        else { return }
        cloud.runs[executor] = nil
        let price = Double(agenda.now - run.began) / 1e6 * spec.pricePerMillisecond
        cloud.dollars += price
        for guest in run.jobs {
            charge(guest, price / Double(run.size))
            let last = jobs[guest.job].tier.rule?.lastExit ?? 0
            goBack(guest, .answered(min(last, run.ends.count - 1)))
        }
        tellCloud(.finished(executor: executor))
    }

    /// Answers with the deepest exit that is done, as the deadline has come.
    private mutating func settleAtCloud(_ guest: CloudGuest) {
        guard let spec = scenario.cloud, let place = cloud.runs.first(where: { $0.value.jobs.contains(guest) }) else {
            return goBack(guest, .late)
        }
        let done = place.value.ends.prefix { $0 <= agenda.now }
        cloud.runs[place.key]?.jobs.removeAll { $0 == guest }
        let time = (done.last ?? place.value.began) - place.value.began
        charge(guest, Double(time) / 1e6 * spec.pricePerMillisecond / Double(place.value.size))
        let isUsable = done.count > jobs[guest.job].tier.rule?.mandatoryExit ?? 0
        goBack(guest, isUsable ? .answered(done.count - 1) : .late)
    }

    /// Ends a run that nobody waits for at the end of its stage.
    private mutating func stopRun(on executor: Int) {
        guard var run = cloud.runs[executor], let end = run.ends.first(where: { $0 >= agenda.now }) else { return }
        run.ends.removeAll { $0 > end }
        cloud.runs[executor] = run
        agenda.enter(.cloudEnd(executor: Int32(executor), ordinal: run.ordinal), at: end)
    }

    // MARK: Back

    private mutating func goBack(_ guest: CloudGuest, _ outcome: TierWay.Outcome) {
        guard let spec = scenario.cloud, jobs[guest.job].tier.attempt == guest.attempt else { return }
        jobs[guest.job].tier.outcome = outcome
        jobs[guest.job].tier.leftAt = agenda.now
        let at = cloud.arrival(of: agenda.now, over: spec) + downlink
        agenda.enter(.cloudReturn(job: Int32(guest.job), attempt: guest.attempt), at: at)
    }

    /// What the tier says of the job is at the gateway.
    mutating func returnFromCloud(_ guest: CloudGuest) {
        let tier = jobs[guest.job].tier
        guard tier.attempt == guest.attempt, jobs[guest.job].ending == .open else { return }
        let id = id(of: guest.job)
        switch tier.outcome {
        case .answered:
            jobs[guest.job].paid.end(toCloud: true, dollars: tier.dollars)
            let way = Duration.nanoseconds(tier.arrivedAt - tier.sentAt + agenda.now - tier.leftAt)
            tellGateway(.returned(WorkerID("cloud"), way: way, bytes: bytes(of: jobs[guest.job].model)))
            tellGateway(tier.isSecond ? .secondAnswered(id) : .answered(id))
        case .refused:
            jobs[guest.job].paid.end(toCloud: true)
            tellGateway(tier.isSecond ? .secondFailed(id, .refused) : .failed(id, .refused))
        case .late: tellGateway(tier.isSecond ? .secondFailed(id, .deadlineMissed) : .failed(id, .deadlineMissed))
        }
    }
}
