import Domain
import GatewayPolicy
import Kernel
import ToolPolicy

// The cloud tier: its own queue, earliest deadline first, one job at a time on each server.
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
            pricePerMillisecond: spec.pricePerMillisecond
        )
    }

    private mutating func wanDelay(_ spec: CloudSpec) -> Int64 {
        let mean = spec.jitter.seconds * 1e9
        return spec.roundTrip.nanoseconds / 2 + (mean > 0 ? Int64(random.exponential(mean: mean)) : 0)
    }

    /// What is sent while the way is down is lost without a word; the gateway has to notice.
    mutating func sendToCloud(_ index: Int) {
        jobs[index].tries += 1
        jobs[index].worker = -1
        jobs[index].way += 1
        guard let spec = scenario.cloud, cloud.isReachable else { return }
        jobs[index].wentAt = agenda.now
        let arrival = Happening.cloudArrival(job: Int32(index), way: jobs[index].way)
        agenda.enter(arrival, at: agenda.now + uplink + wanDelay(spec))
    }

    /// The gateway waits no longer: what is not running yet does not run, if the word gets through.
    mutating func withdraw(_ index: Int) {
        jobs[index].way += 1
        if cloud.isReachable { cloud.waiting.removeAll { $0.job == Int32(index) } }
    }

    mutating func enterCloud(_ index: Int, _ way: UInt32) {
        guard let spec = scenario.cloud, cloud.isReachable, jobs[index].way == way else { return }
        cloud.waiting.append((jobs[index].deadline, Int32(index)))
        if cloud.busyServers < spec.servers { serveNext(spec) }
    }

    private mutating func serveNext(_ spec: CloudSpec) {
        while let index = cloud.takeNext() {
            let (exit, cost) = run(index, spec)
            jobs[index].cloudExit = exit
            guard cost > 0 else {
                goBack(index, jobs[index].way, spec)
                continue
            }
            cloud.busyServers += 1
            cloud.busy += cost
            cloud.dollars += Double(cost) / 1e6 * spec.pricePerMillisecond
            jobs[index].cloudTime = cost
            jobs[index].dollars += Double(cost) / 1e6 * spec.pricePerMillisecond
            cloud.jobs += 1
            return agenda.enter(.cloudEnd(job: Int32(index), way: jobs[index].way), at: agenda.now + cost)
        }
    }

    /// Goes as deep as rule and deadline allow.
    ///
    /// - Returns: The exit, and nanoseconds on the server; -1 and 0 if no usable answer can be back in time.
    private func run(_ index: Int, _ spec: CloudSpec) -> (exit: Int, cost: Int64) {
        let job = jobs[index]
        guard let profile = spec.profiles[scenario.models[job.model].served.id] else { return (-1, 0) }
        let limit = job.deadline - downlink - spec.roundTrip.nanoseconds / 2 - agenda.now
        var (last, cost): (Int, Int64) = (-1, 0)
        for exit in 0...job.rule.lastExit {
            let next = cost + profile.wcet(stage: exit, batchSize: 1).nanoseconds
            guard next <= limit else { break }
            (last, cost) = (exit, next)
            let confidence = scenario.models[job.model].records.confidence(sample: job.sample, exit: exit)
            if job.rule.leaves(at: exit, confidence: confidence) { break }
        }
        return last >= job.rule.mandatoryExit ? (last, cost) : (-1, 0)
    }

    mutating func leaveCloud(_ index: Int, _ way: UInt32) {
        guard let spec = scenario.cloud else { return }
        cloud.busyServers -= 1
        goBack(index, way, spec)
        if cloud.busyServers < spec.servers { serveNext(spec) }
    }

    private mutating func goBack(_ index: Int, _ way: UInt32, _ spec: CloudSpec) {
        guard cloud.isReachable, jobs[index].way == way else { return }
        agenda.enter(.cloudReturn(job: Int32(index), way: way), at: agenda.now + wanDelay(spec))
    }

    mutating func returnFromCloud(_ index: Int, _ way: UInt32) {
        guard jobs[index].way == way, jobs[index].ending == .open else { return }
        jobs[index].exit = jobs[index].cloudExit
        guard jobs[index].exit >= 0 else { return tellGateway(.failed(id(of: index), .deadlineMissed)) }
        let trip = max(0, agenda.now - jobs[index].wentAt - jobs[index].cloudTime)
        finish(index, .answered, at: agenda.now + downlink)
        tellGateway(.returned(WorkerID("cloud"), way: .nanoseconds(trip)))
        tellGateway(.answered(id(of: index)))
    }
}
