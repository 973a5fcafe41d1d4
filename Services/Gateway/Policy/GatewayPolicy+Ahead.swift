import Domain
import Kernel

/// The job that goes to a worker without a verdict.
extension GatewayPolicy {
    mutating func goAhead(_ job: JobID, _ spec: JobSpec, to worker: WorkerID, at now: Instant) -> [Action] {
        let phase = OpenJob.Phase.sent(worker)
        jobs.open(job, OpenJob(spec: spec, stream: nil, phase: phase, retriesLeft: limits.retries, isClaimed: false))
        ahead = (job, now + limits.aheadPatience)
        planHedge(job, at: now)
        return [.send(job, Leg(worker: worker, rule: spec.rule, terms: .ahead))]
    }

    /// Asks for the job that went ahead, if it is not answered yet.
    mutating func confirmAhead(at now: Instant) -> [Action] {
        guard let job = ahead?.job else { return [] }
        ahead = nil
        guard admissionIsReachable, let open = jobs[job], let worker = open.worker else { return [] }
        jobs.confirm(job, at: worker)
        return [.ask(job, request(for: open.spec, avoiding: nil, at: now))]
    }

    /// The verdict on a job that its worker has already: it stays there unless it is refused.
    mutating func confirm(_ job: JobID, _ open: OpenJob, at worker: WorkerID, _ verdict: Verdict) -> [Action] {
        guard case .refuse(let refusal) = verdict else {
            let isPromised = if case .promise(worker, _, _) = verdict { true } else { false }
            jobs.setPhase(of: job, .sent(worker), isPromised: isPromised)
            return []
        }
        jobs.close(job)
        return [.withdraw(job)] + withdrawalOfSecond(of: job, open) + reject(job, .refused(refusal), of: open.stream)
    }

    /// Sends no more jobs of the model there unasked.
    mutating func forget(_ worker: WorkerID, of model: ModelID) -> [Action] {
        if usualWorkers[model] == worker { usualWorkers[model] = nil }
        return []
    }
}
