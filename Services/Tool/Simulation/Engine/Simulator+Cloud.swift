import Domain
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

    mutating func sendToCloud(_ index: Int) {
        jobs[index].tries = 2
        jobs[index].worker = -1
        guard let spec = scenario.cloud, cloud.isReachable else {
            return finish(index, .lost, at: max(agenda.now, jobs[index].deadline))
        }
        agenda.enter(.cloudArrival(job: Int32(index)), at: agenda.now + uplink + wanDelay(spec))
    }

    mutating func enterCloud(_ index: Int) {
        guard let spec = scenario.cloud, cloud.isReachable else {
            return finish(index, .lost, at: max(agenda.now, jobs[index].deadline))
        }
        cloud.waiting.append((jobs[index].deadline, Int32(index)))
        if cloud.busyServers < spec.servers { serveNext(spec) }
    }

    private mutating func serveNext(_ spec: CloudSpec) {
        while let index = cloud.takeNext() {
            let cost = run(index, spec)
            guard cost > 0 else {
                finish(index, .dropped, at: max(agenda.now, jobs[index].deadline))
                continue
            }
            cloud.busyServers += 1
            cloud.busy += cost
            cloud.dollars += Double(cost) / 1e6 * spec.pricePerMillisecond
            cloud.jobs += 1
            return agenda.enter(.cloudEnd(job: Int32(index)), at: agenda.now + cost)
        }
    }

    /// Goes as deep as rule and deadline allow.
    ///
    /// - Returns: Nanoseconds on the server; 0 if no usable answer can be back in time.
    private mutating func run(_ index: Int, _ spec: CloudSpec) -> Int64 {
        let job = jobs[index]
        guard let profile = spec.profiles[scenario.models[job.model].served.id] else { return 0 }
        let limit = job.deadline - downlink - spec.roundTrip.nanoseconds / 2 - agenda.now
        var cost: Int64 = 0
        for exit in 0...job.rule.lastExit {
            let next = cost + profile.wcet(stage: exit, batchSize: 1).nanoseconds
            guard next <= limit else { break }
            cost = next
            jobs[index].stagesDone = exit + 1
            let confidence = scenario.models[job.model].records.confidence(sample: job.sample, exit: exit)
            if job.rule.leaves(at: exit, confidence: confidence) { break }
        }
        return jobs[index].stagesDone > job.rule.mandatoryExit ? cost : 0
    }

    mutating func leaveCloud(_ index: Int) {
        guard let spec = scenario.cloud else { return }
        cloud.busyServers -= 1
        if cloud.isReachable {
            jobs[index].exit = jobs[index].stagesDone - 1
            finish(index, .answered, at: agenda.now + wanDelay(spec) + downlink)
        } else {
            finish(index, .lost, at: max(agenda.now, jobs[index].deadline))
        }
        if cloud.busyServers < spec.servers { serveNext(spec) }
    }
}
