import Approximation
import Domain
import Kernel

/// What goes to the cloud tier, and what stays beside it at the edge.
extension AdmissionPolicy {
    /// A tier that could have a job back in time.
    private struct CloudWay {
        let index: Int
        let price: Double
        let rule: ExitRule
        let absence: Duration
    }

    /// The cheapest cloud tier that can have the mandatory part back in time, that the budgets pay and to which the way works.
    mutating func offload(_ job: inout JobCase) -> Verdict? {
        let (request, now) = (job.request, job.now)
        guard request.cloudIsAllowed else { return nil }
        for way in cloudWays(for: request, at: now) {
            if let lack = budgets.lack(ofDollars: way.price, for: request.tenant, at: now) {
                job.lack = lack
                continue
            }
            guard clouds[way.index].pass(at: now) else { continue }
            let (fallback, joules) = fallback(for: job)
            budgets.hold(job.id, joules: joules, dollars: way.price, for: request.tenant)
            counters.offloadedJobs += 1
            let member = clouds[way.index].member
            // Half of the budget is left to the edge, unless the way takes longer.
            let patience = max(way.absence + member.roundTrip / 2, request.budget / 2)
            return .offload(member.id, way.rule, patience: patience, fallback: fallback)
        }
        return nil
    }

    /// The verdict on a copy of a job that is at a worker: where to send it, if that can be in time, paid, and the way works.
    mutating func decideHedge(_ id: JobID, _ request: JobRequest, at now: Instant) -> Verdict {
        guard request.cloudIsAllowed, ladder(of: request.tenant).contains(.cloud) else {
            return .refuse(Refusal(reason: .overloaded))
        }
        var refusal = Refusal(reason: .deadlineTooShort)
        for way in cloudWays(for: request, at: now) {
            if let lack = budgets.lack(ofDollars: way.price, for: request.tenant, at: now) {
                refusal = Refusal(reason: .budgetExhausted, budget: lack.account?.name)
                continue
            }
            // A way that may be broken is not tried with a copy of what is under way.
            guard clouds[way.index].breaker.state == .closed else {
                refusal = Refusal(reason: .noWorker)
                continue
            }
            budgets.hold(id, dollars: way.price, for: request.tenant)
            counters.hedgedJobs += 1
            return .offload(clouds[way.index].member.id, way.rule, patience: way.absence)
        }
        return .refuse(refusal)
    }

    /// Those that could have it back in time, the cheapest first.
    private func cloudWays(for request: JobRequest, at now: Instant) -> [CloudWay] {
        let able = clouds.indices.compactMap { index -> CloudWay? in
            let member = clouds[index].member
            guard let served = member.models.first(where: { $0.id == request.model }), member.id != request.avoiding
            else { return nil }
            let rule = ModelPlan(served, configuration).clamped(request.rule)
            let bound = served.profile.wcet(stages: 0...rule.mandatoryExit, batchSize: 1)
            let absence = clouds[index].absence(bound: bound, bytes: request.bytes, at: now)
            guard absence + configuration.replyAllowance <= request.budget else { return nil }
            // It runs the whole network.
            let whole = served.profile.wcet(stages: 0...(served.profile.stageCount - 1), batchSize: 1)
            let price = clouds[index].price(bound: whole, bytes: request.bytes)
            return CloudWay(index: index, price: price, rule: rule, absence: absence)
        }
        return able.sorted { ($0.price, $0.index) < ($1.price, $1.index) }
    }

    /// Where the mandatory part of an offloaded job may run in spare time, and what that is debited.
    private mutating func fallback(for job: JobCase) -> (LocalFallback?, joules: Double) {
        let request = job.request
        guard configuration.mode == .rubato, let index = job.candidates.first,
            let plan = edges[index].plans[request.model]
        else { return (nil, 0) }
        let rule = plan.clamped(request.rule)
        let exit = rule.mandatoryExit
        let cost = plan.cost(through: exit).perJob
        let worker = edges[index].member.id
        let part = Double(request.budget.nanoseconds) * configuration.fallbackShare
        guard fallbacks.mayOpen(at: worker, cost: cost, within: part) else { return (nil, 0) }
        var joules = 0.0
        if let allowance = job.joules {
            let depth = budgets.depth(
                plan.joules,
                through: exit,
                allowance: allowance,
                for: request.tenant,
                at: job.now
            )
            guard case .exit(exit) = depth else { return (nil, 0) }
            joules = plan.joules[exit]
        }
        fallbacks.open(job.id, at: worker, cost: cost)
        counters.fallbacks += 1
        let local = ExitRule(mandatoryExit: exit, lastExit: exit, threshold: rule.threshold)
        return (LocalFallback(worker: worker, rule: local), joules)
    }
}
