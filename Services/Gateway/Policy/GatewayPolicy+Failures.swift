import Domain
import Kernel

/// What becomes of a job whose worker has failed it.
extension GatewayPolicy {
    mutating func fail(_ job: JobID, _ failure: LegFailure, at now: Instant) -> [Action] {
        guard let open = jobs[job], let worker = open.worker else { return [] }
        switch failure {
        case .unavailable where open.isOffloaded:
            return offloadFailure(of: open) + retry(job, open, avoiding: worker, at: now)
        case .refused where open.isOffloaded:
            return [.reportOffload(worker, .refused)] + askEdge(job, open, avoiding: worker, at: now)
        case .unavailable, .refused: return lose(job, open, worker, at: now)
        case .deadlineMissed: return offloadFailure(of: open) + fallToSecond(job, open, else: .deadlineMissed, at: now)
        case .rejected(let message):
            return withdrawalOfSecond(of: job, open) + giveUp(job, open, .failed(message))
        }
    }

    /// A worker of the cluster is gone with the job.
    private mutating func lose(_ job: JobID, _ open: OpenJob, _ worker: WorkerID, at now: Instant) -> [Action] {
        if usualWorkers[open.spec.model] == worker { usualWorkers[open.spec.model] = nil }
        if case .out = open.second { return fallToSecond(job, open, else: .workerLost, at: now) }
        guard open.awaitsVerdict else { return retry(job, open, avoiding: worker, at: now) }
        jobs.setPhase(of: job, .asking)
        return []
    }

    /// Asks for the edge alone, since the cloud tier has not taken the job in; that costs no retry.
    private mutating func askEdge(_ job: JobID, _ open: OpenJob, avoiding worker: WorkerID, at now: Instant) -> [Action]
    {
        let budget = workerBudget(of: open.spec.deadline - now)
        guard open.second != .kept, budget >= open.spec.leastExecution, admissionIsReachable else {
            return fallToSecond(job, open, else: .workerLost, at: now)
        }
        jobs.returnToEdge(job)
        return [.ask(job, request(for: open.spec, avoiding: worker, cloudIsAllowed: false, at: now))]
    }

    mutating func retry(_ job: JobID, _ open: OpenJob, avoiding worker: WorkerID, at now: Instant) -> [Action] {
        let budget = workerBudget(of: open.spec.deadline - now)
        guard open.second != .kept, open.retriesLeft > 0, budget >= open.spec.leastExecution, admissionIsReachable
        else { return fallToSecond(job, open, else: .workerLost, at: now) }
        if ahead?.job == job { ahead = nil }
        jobs.retry(job)
        return [.ask(job, request(for: open.spec, avoiding: worker, at: now))]
    }

    /// Tries at the edge what has not come back from the cloud tier, as long as it can be of use there.
    mutating func fallBack(_ job: JobID, _ open: OpenJob, at now: Instant) -> [Action] {
        guard let due = open.fallBackAt, due <= now, let member = open.worker else { return [] }
        let budget = workerBudget(of: open.spec.deadline - now)
        if open.second == .kept {
            // There is an answer; the better one may come until it must be given.
            jobs.keepOffloaded(job, isTold: true)
            return offloadFailure(of: open)
        }
        guard open.retriesLeft > 0, budget >= open.spec.leastExecution, admissionIsReachable else {
            jobs.keepOffloaded(job, isTold: false)
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

    mutating func abandon(_ job: JobID) -> [Action] {
        guard let open = jobs[job] else { return [] }
        jobs.close(job)
        return withdrawals(of: job, open) + [.forget(job)] + settlement(of: job, open)
    }

    func withdrawals(of job: JobID, _ open: OpenJob) -> [Action] {
        (open.worker == nil ? [] : [.withdraw(job)]) + withdrawalOfSecond(of: job, open)
    }
}
