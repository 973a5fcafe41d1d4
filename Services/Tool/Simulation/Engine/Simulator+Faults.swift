import Domain
import GatewayPolicy
import Kernel
import SchedulerPolicy

// What breaks, and what is done about it.
extension Simulator {
    mutating func begin(_ fault: Fault) {
        switch fault.kind {
        case .crash(let worker): crash(worker)
        // The WAN knows when it is away.
        case .outage: break
        case .slowdown(let worker, let factor): workers[worker].slowdown = factor
        }
    }

    mutating func end(_ fault: Fault) {
        switch fault.kind {
        case .crash(let worker):
            workers[worker].isUp = true
            workers[worker].lane = makeLane()
            tell(worker, .opened(workers[worker].member))
            showView()
        case .outage: break
        case .slowdown(let worker, _): workers[worker].slowdown = 1
        }
    }

    private mutating func crash(_ place: Int) {
        workers[place].isUp = false
        workers[place].epoch &+= 1
        workers[place].run &+= 1
        workers[place].alarmOrdinal &+= 1
        workers[place].segments = []
        workers[place].stage = -1
        workers[place].standing = [:]
        workers[place].reports.removeAll()
        workers[place].commands.removeAll()
        workers[place].lane = makeLane()
        for index in jobs.indices where jobs[index].isHeld && jobs[index].worker == place {
            workers[place].held -= 1
            jobs[index].isHeld = false
            lose(index)
        }
        showView()
    }

    /// The gateway will notice, and try elsewhere.
    mutating func lose(_ index: Int) {
        let retry = Happening.retry(job: Int32(index), attempt: jobs[index].edge.attempt)
        agenda.enter(retry, at: agenda.now + scenario.network.crashDetection.nanoseconds)
    }

    /// A job is tried twice, and a frame of a stream as a one-shot job.
    mutating func retry(_ index: Int, _ attempt: UInt32) {
        guard jobs[index].edge.attempt == attempt else { return }
        if hasGateway(index) { return tellFailure(of: index, .unavailable) }
        guard jobs[index].tries < 2, jobs[index].deadline > agenda.now else {
            return finish(index, .lost, at: max(agenda.now, min(jobs[index].deadline, agenda.now + downlink)))
        }
        ask(index, avoiding: scenario.workers[jobs[index].worker].id, cloudIsAllowed: false)
    }
}
