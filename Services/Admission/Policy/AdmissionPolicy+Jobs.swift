import Domain
import Kernel

extension AdmissionPolicy {
    /// The verdict on a one-shot job; a promise is in the ledger then.
    mutating func decide(_ id: JobID, _ request: JobRequest, at now: Instant) -> Verdict {
        settle(id)  // Asked again: the claim of the first try is void.
        let budget = request.budget - configuration.replyAllowance
        let place = Ranked(rank: (now + budget).nanoseconds, id: id.rawValue)
        let candidates = candidates(for: request, budget: budget)
        if !request.isExcess {
            let hasRoom = jobs.count < configuration.maxJobs && isTurn(of: request, candidates)
            if hasRoom {
                if let verdict = promise(id, request, place, candidates) { return verdict }
                noteLack(of: request, candidates)
            }
            if let verdict = offload(request, at: now) { return verdict }
        }
        if request.bestEffortIsAllowed, let index = candidates.first, let plan = edges[index].plans[request.model] {
            counters.bestEffortJobs += 1
            return .bestEffort(edges[index].member.id, plan.clamped(request.rule))
        }
        counters.refusedJobs += 1
        return .refuse(refusal(of: request, place, candidates, at: now))
    }

    /// Workers that serve the model, the one with most room first.
    ///
    /// One that runs the model already is preferred by what a shared batch saves, and by no more: time of the others that
    /// nobody claims is accuracy lost.
    private func candidates(for request: JobRequest, budget: Duration) -> [Int] {
        let length = max(1, Double(budget.nanoseconds))
        let scored = edges.indices.compactMap { index -> (load: Double, index: Int)? in
            let edge = edges[index]
            guard let plan = edge.plans[request.model], edge.member.id != request.avoiding else { return nil }
            let saved = plan.cost(through: min(request.rule.mandatoryExit, plan.deepestExit)).fixed / length
            let bonus = edge.hasCategory(request.model) ? min(saved, configuration.affinityBonus) : 0
            return (edge.utilization + edge.claims.cost / length - bonus, index)
        }
        return scored.sorted { $0 < $1 }.map(\.index)
    }

    private mutating func promise(
        _ id: JobID,
        _ request: JobRequest,
        _ place: Ranked,
        _ candidates: [Int]
    ) -> Verdict? {
        for exit in mandatoryExits(request, candidates) {
            for index in candidates {
                guard let plan = edges[index].plans[request.model], exit <= plan.deepestExit else { continue }
                let cost = plan.cost(through: exit)
                let fits = edges[index].canClaim(cost.perJob, at: place, fixed: cost.fixed, model: request.model)
                guard fits || configuration.mode == .none else { continue }
                edges[index].claim(cost.perJob, at: place, fixed: cost.fixed, model: request.model)
                let worker = edges[index].member.id
                jobs[id] = JobClaim(worker: worker, model: request.model, place: place)
                counters.promisedJobs += 1
                tenants.notePromise(request.tenant, cost: cost.perJob, at: edges[index].lastNow)
                counters.degradedJobs += exit < request.rule.mandatoryExit ? 1 : 0
                var rule = plan.clamped(request.rule)
                rule.mandatoryExit = exit
                rule.lastExit = max(rule.lastExit, exit)
                return .promise(worker, rule)
            }
        }
        return nil
    }

    /// Whether the tenant has not had its part of what may be promised to one-shot jobs.
    private mutating func isTurn(of request: JobRequest, _ candidates: [Int]) -> Bool {
        guard configuration.mode == .rubato, let first = candidates.first,
            let cost = edges[first].plans[request.model]?.cost(through: 0).perJob
        else { return true }
        let capacity = edges.reduce(0) { $0 + max(0, configuration.utilizationLimit - $1.utilization) }
        let isTurn = tenants.mayPromise(request.tenant, cost: cost, capacity: capacity, at: edges[first].lastNow)
        counters.heldBack += isTurn ? 0 : 1
        return isTurn
    }

    private mutating func noteLack(of request: JobRequest, _ candidates: [Int]) {
        guard let first = candidates.first, let plan = edges[first].plans[request.model] else { return }
        tenants.noteLack(request.tenant, cost: plan.cost(through: 0).perJob, at: edges[first].lastNow)
    }

    /// What may be promised in place of the exit that is asked for, the best first; DeepRT knows whole networks only.
    private func mandatoryExits(_ request: JobRequest, _ candidates: [Int]) -> [Int] {
        let asked = request.rule.mandatoryExit
        switch configuration.mode {
        case .rubato: return (0...asked).reversed()
        case .deeprt: return candidates.first.flatMap { edges[$0].plans[request.model]?.deepestExit }.map { [$0] } ?? []
        case .none: return [asked]
        }
    }

    /// The cheapest cloud tier that can have the mandatory part back in time, and to which the way works.
    private mutating func offload(_ request: JobRequest, at now: Instant) -> Verdict? {
        guard request.cloudIsAllowed else { return nil }
        let able = clouds.indices.compactMap { index -> (price: Double, index: Int, verdict: Verdict)? in
            let member = clouds[index].member
            guard let served = member.models.first(where: { $0.id == request.model }), member.id != request.avoiding
            else { return nil }
            let rule = ModelPlan(served, configuration).clamped(request.rule)
            let bound = served.profile.wcet(stages: 0...rule.mandatoryExit, batchSize: 1)
            let absence = clouds[index].absence(bound: bound, at: now)
            guard absence + configuration.replyAllowance <= request.budget else { return nil }
            let price = member.pricePerMillisecond * bound.milliseconds
            // Half of the budget is left to the edge, unless the way takes longer.
            let patience = max(absence + member.roundTrip / 2, request.budget / 2)
            return (price, index, .offload(member.id, rule, patience: patience))
        }
        let cheapestFirst = able.sorted { ($0.price, $0.index) < ($1.price, $1.index) }
        guard let way = cheapestFirst.first(where: { clouds[$0.index].pass(at: now) }) else { return nil }
        counters.offloadedJobs += 1
        return way.verdict
    }

    private func refusal(of request: JobRequest, _ place: Ranked, _ candidates: [Int], at now: Instant) -> Refusal {
        guard !candidates.isEmpty else { return Refusal(reason: reasonWithoutWorker(for: request.model)) }
        let budget = Double(place.rank - now.nanoseconds)
        var retry: Int64?
        var finish: Double?
        var isPossible = false
        for index in candidates {
            guard let plan = edges[index].plans[request.model] else { continue }
            let cost = plan.cost(through: 0)
            isPossible = isPossible || edges[index].couldEverClaim(cost.perJob, fixed: cost.fixed, budget: budget)
            let wait = edges[index].retry(cost.perJob, budget: budget, fixed: cost.fixed)
            retry = [retry, wait].compactMap(\.self).min()
            let end = edges[index].predictedFinish(cost.perJob, at: place, fixed: cost.fixed)
            finish = [finish, end].compactMap(\.self).min()
        }
        let predicted = finish.map { Duration.nanoseconds(Int64($0)) + configuration.replyAllowance }
        guard isPossible else { return Refusal(reason: .deadlineTooShort, predictedFinish: predicted) }
        let isFull = jobs.count >= configuration.maxJobs
        let wait = retry.map { max(.milliseconds(1), Instant(nanoseconds: $0) - now) }
        return Refusal(reason: isFull ? .tooMany : .overloaded, retryAfter: wait, predictedFinish: predicted)
    }

    func reasonWithoutWorker(for model: ModelID) -> Refusal.Reason {
        let isServed =
            edges.contains { $0.plans[model] != nil }
            || clouds.contains { $0.member.models.contains { $0.id == model } }
        return edges.isEmpty && clouds.isEmpty || isServed ? .noWorker : .unknownModel
    }
}
