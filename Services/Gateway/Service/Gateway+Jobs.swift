import Domain
import GatewayPolicy
import Kernel
import Logging
import Messages
import NIOCore
import ServiceKit
import Telemetry
import Transport

/// The ways of jobs to workers and back.
extension Gateway {
    func send(_ job: JobID, _ leg: Leg, at now: Instant) {
        history.note(.sent(leg), of: job, at: now)
        guard let slot = slots[job] else { return }
        slot.leg = leg
        slot.sentAt = now
        slot.attempt += 1
        let attempt = slot.attempt
        mark(job, slot, leg)
        guard let client = client(of: leg.worker), let head = head(for: job, slot, leg, at: now) else {
            return receive(.failed(job, .unavailable))
        }
        let tensor = slot.request.infer.sample(slot.index)
        meters.sentBytes.increment(by: tensor.readableBytes)
        // No budget for the exchange: the policy's alarm covers all jobs with one timer.
        slot.call = client.exchange(head, body: tensor, budget: nil, limit: JobCall.replyLimit) { [weak self] result in
            self?.assumeIsolated { $0.hear(JobCall.outcome(of: result), of: job, attempt: attempt) }
        }
    }

    func client(of worker: WorkerID) -> (any HTTPClient)? {
        catalog.addresses[worker].flatMap { host.peers.peer(at: $0) }?.http
    }

    private func head(for job: JobID, _ slot: JobSlot, _ leg: Leg, at now: Instant) -> RequestHead? {
        let request = slot.request
        return try? JobCall.head(
            job,
            model: leg.variant ?? request.model.id,
            infer: request.infer,
            leg: leg,
            special: slot.special,
            terms: terms(of: request, at: now),
            tenant: request.tenant,
            budget: policy.workerBudget(of: request.deadline - now),
            traceparent: request.traceparent
        )
    }

    /// What is left of the tasks' own deadlines, as far as they have any.
    private func terms(of request: OpenRequest, at now: Instant) -> [Rubato_V1_TaskTerms] {
        guard request.infer.hasTerms else { return [] }
        return request.infer.terms.map { task, wish in
            var terms = Rubato_V1_TaskTerms()
            terms.task = task ?? ""
            terms.utility = wish.utility ?? 1
            if let budget = wish.budget {
                let left = max(.zero, request.arrival + budget - now)
                terms.budgetUs = policy.workerBudget(of: left).wireMicroseconds
            }
            return terms
        }
    }

    private func hear(_ outcome: JobOutcome, of job: JobID, attempt: Int) {
        guard let slot = slots[job], slot.attempt == attempt else { return }
        slot.call = nil
        switch outcome {
        case .answer(let result)
        where InferReply.isSound(
            result,
            for: slot.leg?.variant.flatMap(catalog.model) ?? slot.request.model,
            tasks: slot.request.infer.tasks
        ):
            slot.result = result
            note(result, of: slot)
            if policy.isCharged, slot.leg?.stream == nil {
                link?.reportUse(JobUse(joules: result.modeledJoules, dollars: result.priceUsd), of: job)
            }
            if let sentAt = slot.sentAt, let leg = slot.leg {
                let way = time.now - sentAt - result.timeAtWorker
                // A WAN's way says nothing of that to the cluster's workers.
                receive(leg.terms == .offload ? .returned(leg.worker, way: way) : .traveled(way))
            }
            receive(.answered(job))
        case .answer:
            fail(job, slot, .rejected("the worker sent an answer that does not fit the model"))
        case .failure(let failure):
            fail(job, slot, failure)
        }
    }

    private func fail(_ job: JobID, _ slot: JobSlot, _ failure: LegFailure) {
        // Missed deadlines come by the thousand when the cluster is overloaded, and metrics count them.
        log.log(
            level: failure == .deadlineMissed ? .debug : .warning,
            "a worker failed a job",
            metadata: [
                "job": "\(job)", "worker": "\(slot.leg?.worker.rawValue ?? "")", "failure": "\(failure)",
                "trace": "\(slot.request.traceparent ?? "")",
            ]
        )
        history.note(.failed(failure), of: job, at: time.now)
        receive(.failed(job, failure))
    }

    func answer(_ job: JobID, at now: Instant) {
        guard let slot = slots.removeValue(forKey: job), let result = slot.result, let leg = slot.leg else { return }
        let step = JobRecord.Step.answered(
            exit: Int(result.exit),
            confidence: result.confidence,
            batchSize: Int(result.batchSize)
        )
        history.note(step, of: job, at: now)
        let request = slot.request
        let away = slot.sentAt.map { now - $0 } ?? .zero
        let answer = SampleAnswer(result: result, leg: leg, admission: slot.admission, away: away)
        guard request.complete(slot.index, answer), var report = request.report(at: now) else { return }
        report.specialist = specialist(of: slot, result)
        report.isAudited = slot.special?.isAudited ?? false
        let results = request.results
        meters.model(request.model).countAnswer(report, exits: results.map { Int($0.exit) })
        meters.tenant(request.tenant.id)?.countAnswer(isInTime: report.isInTime, terms: report.terms)
        if request.infer.hasTerms { meters.countTasks(results, request.infer) }
        InferReply(model: request.model, request: request.infer, results: results, report: report)
            .respond(on: request.exchange)
        request.forgetAnswers()
    }

    func reject(_ job: JobID, _ rejection: Rejection, at now: Instant) {
        guard let slot = slots.removeValue(forKey: job) else { return }
        let problem = APIProblem(rejection)
        history.note(.rejected(reason: problem.reason), of: job, at: now)
        let request = slot.request
        guard request.end() else { return }
        let outcome: RequestOutcome = [404, 422, 429].contains(problem.status) ? .refused : .failed
        meters.count(outcome, reason: problem.reason, model: request.model.id)
        meters.tenant(request.tenant.id)?.count(outcome)
        meters.model(request.model).countFailure(after: now - request.arrival)
        var extra: HeaderList = ["rubato-job": request.jobs[0].description]
        if let traceparent = request.traceparent { extra.append("traceparent", traceparent) }
        problem.respond(on: request.exchange, extra: extra)
        abandonJobs(of: request)
    }

    /// The client has gone: nobody waits for any of its samples.
    func abandon(_ jobs: [JobID]) {
        guard let request = jobs.lazy.compactMap({ self.slots[$0] }).first?.request, request.end() else { return }
        meters.count(.canceled, reason: "client_gone", model: request.model.id)
        abandonJobs(of: request)
    }

    private func abandonJobs(of request: OpenRequest) {
        for job in request.jobs where slots[job] != nil {
            history.note(.abandoned, of: job, at: time.now)
            receive(.abandoned(job))
        }
    }
}
