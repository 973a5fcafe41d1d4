import Approximation
import Domain
import Kernel

extension AdmissionPolicy {
    /// A job that is being decided.
    struct JobCase {
        let id: JobID
        var request: JobRequest
        /// When it is due at the worker.
        let place: Ranked
        /// What is left until then.
        let budget: Duration
        /// Workers that serve its model, the best first.
        var candidates: [Int]
        let now: Instant
        /// What it may use in the mean; `nil`: energy is not limited.
        let joules: Double?
        /// Why the last step that was tried could not be paid.
        var lack: BudgetRefusal?
        /// What the request names now in place of the model that was asked for.
        var variant: ModelID?
    }

    /// The verdict on a one-shot job; a promise is in the ledger then, and what it can cost is debited.
    mutating func decide(_ id: JobID, _ request: JobRequest, at now: Instant) -> Verdict {
        noteDemand(request.model, mayVary: mayVary(request.tenant, request.variantIsAllowed), at: now)
        settle(id, at: now)  // Asked again: the claim of the first try is void.
        let budget = request.budget - configuration.replyAllowance
        var job = JobCase(
            id: id,
            request: request,
            place: Ranked(rank: (now + budget).nanoseconds, id: id.rawValue),
            budget: budget,
            candidates: candidates(for: request, budget: budget),
            now: now,
            joules: budgets.allowance(of: request.tenant, at: now)
        )
        if !request.isExcess, let verdict = descend(&job) { return paid(verdict, job) }
        if request.bestEffortIsAllowed, let verdict = spare(&job) ?? spareVariant(&job) { return paid(verdict, job) }
        counters.refusedJobs += 1
        if let lack = job.lack {
            budgets.noteRequest(of: request.tenant, lack: lack, at: now)
            return .refuse(refusal(for: lack, at: now))
        }
        return .refuse(refusal(of: request, job.place, job.candidates, at: now))
    }

    private mutating func paid(_ verdict: Verdict, _ job: JobCase) -> Verdict {
        budgets.noteRequest(of: job.request.tenant, lack: nil, at: job.now)
        return verdict
    }

    func refusal(for lack: BudgetRefusal, at now: Instant) -> Refusal {
        let wait = lack.retry(at: now).map { max(.milliseconds(1), $0 - now) }
        return Refusal(reason: .budgetExhausted, retryAfter: wait, budget: lack.account?.name)
    }

    /// What was asked for, or the first step of the tenant's ladder that can be promised and paid.
    private mutating func descend(_ job: inout JobCase) -> Verdict? {
        let ladder = ladder(of: job.request.tenant)
        let hasRoom = jobs.count < configuration.maxJobs && isTurn(of: job.request, job.candidates)
        let asked = job.request.rule.mandatoryExit
        // A shallower exit as the first step tries the one that was asked for on its way.
        if hasRoom, ladder.first != .shallowerExit, let verdict = promise(&job, [asked], isFull: true) {
            return verdict
        }
        var isShallower = false
        for step in ladder {
            switch step {
            case .shallowerExit where hasRoom:
                let exits = mandatoryExits(job.request, job.candidates)
                if let verdict = promise(&job, exits, isFull: false) { return verdict }
                if job.lack == nil { noteLack(of: job.request, job.candidates) }
                isShallower = true
            case .variant where hasRoom:
                if let verdict = vary(&job, exit: asked, orShallower: isShallower) { return verdict }
            case .cloud:
                if let verdict = offload(&job) { return verdict }
            case .shallowerExit, .variant, .full: break
            }
        }
        return nil
    }

    /// By the most accurate variant that can be promised and paid.
    private mutating func vary(_ job: inout JobCase, exit: Int, orShallower: Bool) -> Verdict? {
        guard mayVary(job.request.tenant, job.request.variantIsAllowed) else { return nil }
        for substitute in substitutes(for: job.request.model, exit: exit, orShallower: orShallower) {
            var trial = varied(job, substitute)
            let verdict = promise(&trial, [substitute.exit], isFull: false)
            job.lack = trial.lack
            guard let verdict else { continue }
            counters.variantJobs += 1
            return verdict
        }
        return nil
    }

    private func varied(_ job: JobCase, _ substitute: Substitute) -> JobCase {
        var trial = job
        trial.request.model = substitute.model
        trial.variant = substitute.model
        trial.candidates = candidates(for: trial.request, budget: job.budget)
        return trial
    }

    /// In spare time, by a variant, where no worker serves the model itself.
    private mutating func spareVariant(_ job: inout JobCase) -> Verdict? {
        guard job.candidates.isEmpty, mayVary(job.request.tenant, job.request.variantIsAllowed) else { return nil }
        let last = job.request.rule.lastExit
        for substitute in substitutes(for: job.request.model, exit: last, orShallower: false) {
            var trial = varied(job, substitute)
            let verdict = spare(&trial)
            job.lack = trial.lack
            if let verdict { return verdict }
        }
        return nil
    }

    /// In spare time, as deep as can be paid.
    private mutating func spare(_ job: inout JobCase) -> Verdict? {
        guard let index = job.candidates.first, let plan = edges[index].plans[job.request.model] else { return nil }
        var rule = plan.clamped(job.request.rule)
        guard let depth = payableDepth(&job, plan, through: rule.lastExit) else { return nil }
        rule = ExitRule(mandatoryExit: min(rule.mandatoryExit, depth), lastExit: depth, threshold: rule.threshold)
        budgets.hold(job.id, joules: plan.joules[depth], for: job.request.tenant)
        counters.bestEffortJobs += 1
        return .bestEffort(edges[index].member.id, rule, variant: job.variant)
    }

    /// The deepest exit up to that one that the budgets pay; `nil` if they pay none.
    private mutating func payableDepth(_ job: inout JobCase, _ plan: ModelPlan, through last: Int) -> Int? {
        guard let joules = job.joules else { return last }
        let tenant = job.request.tenant
        switch budgets.depth(plan.joules, through: last, allowance: joules, for: tenant, at: job.now) {
        case .exit(let exit): return exit
        case .none(let lack):
            job.lack = lack
            return nil
        }
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

    /// The deepest of the exits that can be promised, on the best member; if `isFull`, nothing less than the depth that was
    /// asked for will do.
    private mutating func promise(_ job: inout JobCase, _ exits: [Int], isFull: Bool) -> Verdict? {
        let request = job.request
        for exit in exits {
            for index in job.candidates {
                guard let plan = edges[index].plans[request.model], exit <= plan.deepestExit else { continue }
                let cost = plan.cost(through: exit)
                let fits = edges[index].canClaim(cost.perJob, at: job.place, fixed: cost.fixed, model: request.model)
                guard fits || configuration.mode == .none else { continue }
                var rule = plan.clamped(request.rule)
                guard let depth = payableDepth(&job, plan, through: max(exit, rule.lastExit)), depth >= exit else {
                    continue
                }
                guard !isFull || depth >= rule.lastExit else {
                    job.lack = .aheadOfPace(AccountID(.cluster, .energy), until: job.now + .seconds(1))
                    continue
                }
                edges[index].claim(cost.perJob, at: job.place, fixed: cost.fixed, model: request.model)
                let worker = edges[index].member.id
                jobs[job.id] = JobClaim(worker: worker, model: request.model, place: job.place)
                budgets.hold(job.id, joules: plan.joules[depth], for: request.tenant)
                counters.promisedJobs += 1
                tenants.notePromise(request.tenant, cost: cost.perJob, at: edges[index].lastNow)
                counters.degradedJobs += exit < request.rule.mandatoryExit ? 1 : 0
                rule = ExitRule(mandatoryExit: exit, lastExit: depth, threshold: rule.threshold)
                return .promise(worker, rule, variant: job.variant)
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

    private func refusal(of request: JobRequest, _ place: Ranked, _ candidates: [Int], at now: Instant) -> Refusal {
        guard !candidates.isEmpty else { return refusalWithoutWorker(for: request.model, at: now) }
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

    /// Nobody runs the model now; some worker may have it again.
    func refusalWithoutWorker(for model: ModelID, at now: Instant) -> Refusal {
        guard let wait = loadEnd(of: model, at: now) else { return Refusal(reason: reasonWithoutWorker(for: model)) }
        return Refusal(reason: .notResident, retryAfter: wait)
    }

    private func reasonWithoutWorker(for model: ModelID) -> Refusal.Reason {
        let isServed =
            edges.contains { $0.plans[model] != nil }
            || clouds.contains { $0.member.models.contains { $0.id == model } }
        return edges.isEmpty && clouds.isEmpty || isServed ? .noWorker : .unknownModel
    }
}
