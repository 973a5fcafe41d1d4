import Domain
import Kernel

extension RubatoDiscipline {
    /// Whether the promise that is due first needs the time that the running optional stage would still take.
    ///
    /// Stopping loses part of a stage, so it must both be necessary, by the bounds, and help.
    package func interrupts(_ book: LaneBook, at now: Int64) -> Bool {
        guard switches.stops, let running = book.grants.first, running.isOptional, !running.isStopped else {
            return false
        }
        let moment = LaneMoment(book, at: now)
        let ahead = book.grants.dropFirst().reduce(Int64(0)) { sum, grant in
            sum + book.bound(slot: grant.slot, stages: grant.stage...grant.lastStage, jobs: grant.liveJobs)
        }
        let soonest = now + 2 * book.dispatchCost + ahead
        guard soonest < moment.start else { return false }
        return queues.keys.contains { key in
            guard let head = queues[key].mandatory.byEnd.first, let job = book.jobs[JobID(head.id)] else {
                return false
            }
            let need = book.bound(slot: key.slot, stages: key.stage...job.mandatoryExit, jobs: 1)
            return moment.start + need > head.rank && soonest + need <= head.rank
        }
    }
}
