import Domain
import Kernel

/// What becomes of a job whose worker has failed it.
extension GatewayPolicy {
    mutating func fail(_ job: JobID, _ failure: LegFailure, at now: Instant) -> [Action] {
        guard let open = jobs[job], let worker = open.worker else { return [] }
        switch failure {
        case .unavailable:
            if open.isOffloaded { return offloadFailure(of: open) + retry(job, open, avoiding: worker, at: now) }
            if usualWorkers[open.spec.model] == worker { usualWorkers[open.spec.model] = nil }
            guard open.awaitsVerdict else { return retry(job, open, avoiding: worker, at: now) }
            jobs.setPhase(of: job, .asking)
            return []
        case .deadlineMissed: return offloadFailure(of: open) + giveUp(job, open, .deadlineMissed)
        case .rejected(let message): return giveUp(job, open, .failed(message))
        }
    }

    private mutating func retry(_ job: JobID, _ open: OpenJob, avoiding worker: WorkerID, at now: Instant) -> [Action] {
        let budget = workerBudget(of: open.spec.deadline - now)
        guard open.retriesLeft > 0, budget >= open.spec.leastExecution, admissionIsReachable else {
            return giveUp(job, open, .workerLost)
        }
        if ahead?.job == job { ahead = nil }
        jobs.retry(job)
        return [.ask(job, request(for: open.spec, avoiding: worker, at: now))]
    }

    /// Tries at the edge what has not come back from the cloud tier, as long as it can be of use there.
    mutating func fallBack(_ job: JobID, _ open: OpenJob, at now: Instant) -> [Action] {
        guard let due = open.fallBackAt, due <= now, let member = open.worker else { return [] }
        let budget = workerBudget(of: open.spec.deadline - now)
        guard open.retriesLeft > 0, budget >= open.spec.leastExecution, admissionIsReachable else {
            jobs.keepOffloaded(job)
            return []
        }
        jobs.retry(job)
        let request = request(for: open.spec, avoiding: member, cloudIsAllowed: false, at: now)
        return [.withdraw(job)] + offloadFailure(of: open) + [.ask(job, request)]
    }

    mutating func giveUp(_ job: JobID, _ open: OpenJob, _ rejection: Rejection) -> [Action] {
        jobs.close(job)
        let complaint = rejection == .deadlineMissed ? complaint(about: open) : []
        return reject(job, rejection, of: open.stream) + complaint + settlement(of: job, open)
    }
}
