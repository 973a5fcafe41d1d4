import Domain
import Kernel

/// What is done for a job beside its first way: a fallback at the edge for what is at the cloud tier, and a hedge at the cloud
/// tier for what may be late at the edge.
extension GatewayPolicy {
    // MARK: Fallback

    /// Has the mandatory part of an offloaded job run at the edge, too.
    mutating func sendFallback(_ job: JobID, _ fallback: LocalFallback?, part: Leg.Part = .whole) -> [Action] {
        guard let fallback, jobs[job]?.second == nil else { return [] }
        jobs.setSecond(of: job, .out(fallback.worker, .fallback))
        secondWays.fallbacks += 1
        return [.send(job, Leg(worker: fallback.worker, rule: fallback.rule, terms: .fallback, part: part))]
    }

    mutating func answerSecond(_ job: JobID, _ end: FallbackEnd, at now: Instant) -> [Action] {
        guard let open = jobs[job], case .out(_, let terms) = open.second else { return [] }
        guard terms == .fallback, open.isOffloaded || (open.held != nil && !end.suffices) else {
            return endBySecond(job, open, at: now)
        }
        // The cloud tier's answer is the deeper one; this one is kept for as long as that may still come.
        let left = open.spec.deadline - now
        let margin = (left - workerBudget(of: left)) * 2 + limits.alarmGrain
        let answerBy = open.spec.deadline - margin
        guard now < answerBy else { return endBySecond(job, open, at: now) }
        jobs.keepSecond(job, until: answerBy)
        guard let held = open.held else { return [] }
        return release(job, held, part: end.carriedPast.map(Leg.Part.rest) ?? .whole, at: now)
    }

    mutating func failSecond(_ job: JobID, _ failure: LegFailure, at now: Instant) -> [Action] {
        guard let open = jobs[job], case .out(let worker, let terms) = open.second else { return [] }
        jobs.setSecond(of: job, nil)
        let outcome = failure == .refused ? OffloadOutcome.refused : .failed
        let told: [Action] = terms == .hedge ? [.reportOffload(worker, outcome)] : []
        if let held = open.held { return release(job, held, at: now) }
        guard case .lone = open.phase, let alone = jobs[job] else { return told }
        switch failure {
        case .unavailable, .refused: return told + retry(job, alone, avoiding: worker, at: now)
        case .deadlineMissed, .rejected: return told + giveUp(job, alone, .deadlineMissed)
        }
    }

    /// Answers with what the second way has brought; whoever has the job otherwise, if anybody, is told to stop.
    mutating func endBySecond(
        _ job: JobID,
        _ open: OpenJob,
        firstHasFailed: Bool = false,
        at now: Instant
    ) -> [Action] {
        jobs.close(job)
        if ahead?.job == job { ahead = nil }
        let isInTime = now <= open.spec.deadline
        countAnswer(of: open.stream, isInTime: isInTime)
        if case .out(_, .hedge) = open.second { secondWays.hedgeAnswers += 1 } else { secondWays.fallbackAnswers += 1 }
        let withdrawal: [Action] = open.worker == nil || firstHasFailed ? [] : [.withdraw(job)]
        return withdrawal + [.answerSecond(job)] + (isInTime ? [] : complaint(about: open)) + settlement(of: job, open)
    }

    /// Lets a job, which nobody has otherwise, wait for its second way alone, answers with what that has brought, or rejects it if there is none.
    mutating func fallToSecond(_ job: JobID, _ open: OpenJob, else rejection: Rejection, at now: Instant) -> [Action] {
        switch open.second {
        case .kept: return endBySecond(job, open, firstHasFailed: true, at: now)
        case .out:
            jobs.setLone(job)
            return []
        case .asked, nil: return giveUp(job, open, rejection)
        }
    }

    /// Gives the kept answer when there is no more time to wait for a better one.
    mutating func endWaiting(_ job: JobID, _ open: OpenJob, at now: Instant) -> [Action]? {
        guard open.second == .kept, let due = open.answerBy, due <= now else { return nil }
        return offloadFailure(of: open) + endBySecond(job, open, at: now)
    }

    func withdrawalOfSecond(of job: JobID, _ open: OpenJob) -> [Action] {
        if case .out = open.second { [.withdrawSecond(job)] } else { [] }
    }

    // MARK: Hedge

    /// Notes that a job is at a worker, and looks at it again when a copy would have to leave for the cloud tier.
    mutating func planHedge(_ job: JobID, at now: Instant) {
        hedgeAllowance.earn()
        guard let spec = jobs[job]?.spec, let path = spec.cloudPath, spec.cloudIsAllowed, !spec.isExcess else { return }
        let lead = max(path.way, cloudLag.estimate) + path.work + limits.hedgeMargin
        let instant = spec.deadline - lead
        if instant > now { jobs.planHedge(job, at: instant) }
    }

    /// Asks whether a copy may go to the cloud tier, as the job is not answered by the last instant for that.
    mutating func askHedge(_ job: JobID, _ open: OpenJob, at now: Instant) -> [Action]? {
        guard let due = open.hedgeAt, due <= now else { return nil }
        jobs.planHedge(job, at: nil)
        guard case .sent = open.phase, !open.isOffloaded, open.second == nil, admissionIsReachable,
            hedgeAllowance.spend()
        else { return nil }
        jobs.setSecond(of: job, .asked)
        // What is paid for the copy is settled with the job.
        jobs.setClaimed(job)
        secondWays.hedgeAsks += 1
        return [.askHedge(job, request(for: open.spec, avoiding: nil, at: now))]
    }

    mutating func decideHedge(_ job: JobID, _ verdict: Verdict) -> [Action] {
        guard let open = jobs[job], open.second == .asked else { return [] }
        guard case .sent = open.phase, case .offload(let member, let rule, _, _) = verdict else {
            jobs.setSecond(of: job, nil)
            hedgeAllowance.giveBack()
            return []
        }
        jobs.setSecond(of: job, .out(member, .hedge))
        secondWays.hedges += 1
        return [.send(job, Leg(worker: member, rule: rule, terms: .hedge))]
    }
}
