import Domain
import Kernel

/// What becomes of a job by admission's word.
extension GatewayPolicy {
    mutating func decide(_ job: JobID, _ verdict: Verdict, at now: Instant) -> [Action] {
        guard let open = jobs[job], open.awaitsVerdict else { return [] }
        if case .promise(let worker, _, nil) = verdict { usualWorkers[open.spec.model] = worker }
        if let worker = open.worker { return confirm(job, open, at: worker, verdict) }
        switch verdict {
        case .promise(let worker, let rule, let variant):
            return send(job, open, Leg(worker: worker, rule: rule, terms: .promise, variant: variant), at: now)
        case .bestEffort(let worker, let rule, let variant):
            let terms = open.spec.isExcess ? Leg.Terms.excess : .bestEffort
            return send(job, open, Leg(worker: worker, rule: rule, terms: terms, variant: variant), at: now)
        case .offload(let member, let rule, let patience, let fallback):
            jobs.offload(job, to: member, fallBackAt: now + patience)
            return [.send(job, Leg(worker: member, rule: rule, terms: .offload))] + sendFallback(job, fallback)
        case .refuse(let refusal):
            let wasTried = open.retriesLeft < limits.retries
            let rejection = wasTried ? Rejection.workerLost : .refused(refusal)
            if open.hasSecondWay { return fallToSecond(job, open, else: rejection, at: now) }
            jobs.close(job)
            return reject(job, rejection, of: open.stream)
        }
    }

    /// Sends a job to a worker, which has it with a promise in place of any fallback.
    private mutating func send(_ job: JobID, _ open: OpenJob, _ leg: Leg, at now: Instant) -> [Action] {
        jobs.setPhase(of: job, .sent(leg.worker), isPromised: leg.terms == .promise)
        let withdrawal = withdrawalOfSecond(of: job, open)
        if !withdrawal.isEmpty { jobs.setSecond(of: job, nil) }
        planHedge(job, at: now)
        return withdrawal + [.send(job, leg)]
    }
}
