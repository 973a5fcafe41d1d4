import Domain
import Kernel

/// What admission is asked and told of a job.
extension GatewayPolicy {
    /// What admission is told of a job that has missed its deadline.
    func complaint(about open: OpenJob) -> [Action] {
        guard open.isPromised, let worker = open.lastWorker else { return [] }
        return [.reportBroken(worker)]
    }

    /// What it is told of a job that has not come back from a cloud tier.
    func offloadFailure(of open: OpenJob) -> [Action] {
        guard open.isOffloaded, !open.lossIsTold, let member = open.worker else { return [] }
        return [.reportOffload(member, .failed)]
    }

    func settlement(of job: JobID, _ open: OpenJob) -> [Action] {
        open.isClaimed ? [.settle(job)] : []
    }

    func request(
        for spec: JobSpec,
        avoiding worker: WorkerID?,
        cloudIsAllowed: Bool = true,
        at now: Instant
    ) -> JobRequest {
        JobRequest(
            model: spec.model,
            budget: workerBudget(of: spec.deadline - now),
            rule: spec.rule,
            cloudIsAllowed: spec.cloudIsAllowed && cloudIsAllowed,
            bestEffortIsAllowed: spec.bestEffortIsAllowed,
            avoiding: worker,
            isExcess: spec.isExcess,
            tenant: spec.tenant.id,
            variantIsAllowed: spec.variantIsAllowed,
            bytes: spec.bytes
        )
    }

    mutating func reachAdmission() -> [Action] {
        admissionIsReachable = true
        return streams.leases
    }

    mutating func setCharged(_ isCharged: Bool) -> [Action] {
        self.isCharged = isCharged
        return []
    }

    mutating func loseAdmission(at now: Instant) -> [Action] {
        admissionIsReachable = false
        // The next one may pay from budgets; it says so before its first promise.
        usualWorkers = [:]
        jobs.endConfirmations()
        let asking = jobs.asking
        let rejected = asking.flatMap { job, open -> [Action] in
            if open.hasSecondWay { return fallToSecond(job, open, else: .admissionUnavailable, at: now) }
            jobs.close(job)
            return reject(job, .admissionUnavailable, of: open.stream)
        }
        return rejected + streams.loseAdmission(at: now)
    }
}
