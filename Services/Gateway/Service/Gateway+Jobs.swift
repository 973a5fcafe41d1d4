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
        let isSecond = leg.isSecondWay
        let way = slot.way(isSecond: isSecond)
        way.leg = leg
        way.sentAt = now
        way.attempt += 1
        slot.notePaid(way, leg)
        let attempt = way.attempt
        if !isSecond { mark(job, slot, leg) }
        guard let client = client(of: leg.worker), let head = head(for: job, slot, leg, at: now) else {
            slot.noteUse(of: way)
            return receive(isSecond ? .secondFailed(job, .unavailable) : .failed(job, .unavailable))
        }
        let tensor = slot.request.infer.sample(slot.index)
        meters.sentBytes.increment(by: tensor.readableBytes)
        // No budget for the exchange: the policy's alarm covers all jobs with one timer.
        way.call = client.exchange(head, body: tensor, budget: nil, limit: JobCall.replyLimit) { [weak self] result in
            self?.assumeIsolated { $0.hear(JobCall.outcome(of: result), of: job, isSecond: isSecond, attempt: attempt) }
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
            special: leg.isSecondWay ? nil : slot.special,
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

    private func hear(_ outcome: JobOutcome, of job: JobID, isSecond: Bool, attempt: Int) {
        guard let slot = slots[job] else { return }
        let way = slot.way(isSecond: isSecond)
        guard way.attempt == attempt, let leg = way.leg else { return }
        way.call = nil
        switch outcome {
        case .answer(let result)
        where InferReply.isSound(
            result,
            for: leg.variant.flatMap(catalog.model) ?? slot.request.model,
            tasks: slot.request.infer.tasks
        ):
            way.result = result
            note(result, of: slot, leg)
            slot.noteUse(of: way, joules: result.modeledJoules, dollars: result.priceUsd)
            reportFrame(leg, joules: result.modeledJoules)
            measure(result, way, leg, bytes: slot.request.infer.sample(slot.index).readableBytes)
            receive(isSecond ? .secondAnswered(job) : .answered(job))
        case .answer:
            fail(job, slot, way, .rejected("the worker sent an answer that does not fit the model"))
        case .failure(let failure):
            // Only who has not taken a job in has certainly used nothing.
            if failure == .refused { slot.noteUse(of: way) } else { reportFrame(leg, joules: nil) }
            fail(job, slot, way, failure)
        }
    }

    /// Tells how long the way of an answered job has been.
    private func measure(_ result: Rubato_V1_JobResult, _ way: JobWay, _ leg: Leg, bytes: Int) {
        guard let sentAt = way.sentAt else { return }
        let length = time.now - sentAt - result.timeAtWorker
        // A WAN's way says nothing of that to the cluster's workers.
        receive(leg.leadsToCloud ? .returned(leg.worker, way: length, bytes: bytes) : .traveled(length))
    }

    private func fail(_ job: JobID, _ slot: JobSlot, _ way: JobWay, _ failure: LegFailure) {
        // Missed deadlines and refusals come by the thousand under overload, and metrics count them.
        let isUsual = failure == .deadlineMissed || failure == .refused
        log.log(
            level: isUsual ? .debug : .warning,
            "a worker failed a job",
            metadata: [
                "job": "\(job)", "worker": "\(way.leg?.worker.rawValue ?? "")", "failure": "\(failure)",
                "trace": "\(slot.request.traceparent ?? "")",
            ]
        )
        history.note(.failed(failure), of: job, at: time.now)
        receive(way === slot.second ? .secondFailed(job, failure) : .failed(job, failure))
    }

    /// Drops the exchange of a way; what it would still bring is not heard any more.
    func withdraw(_ job: JobID, isSecond: Bool) {
        guard let way = slots[job]?.way(isSecond: isSecond) else { return }
        way.attempt += 1
        guard let call = way.call else { return }
        way.call = nil
        call.cancel()
        if let leg = way.leg { reportFrame(leg, joules: nil) }
    }

    /// Tells admission what a frame of an admitted stream has used; `nil`: nobody knows.
    private func reportFrame(_ leg: Leg, joules: Double?) {
        guard policy.isCharged, let stream = leg.stream else { return }
        link?.reportUse(joules, of: stream)
    }

    func answer(_ job: JobID, isSecond: Bool, at now: Instant) {
        guard let slot = slots.removeValue(forKey: job) else { return }
        let way = slot.way(isSecond: isSecond)
        guard let result = way.result, let leg = way.leg else { return }
        let step = JobRecord.Step.answered(
            exit: Int(result.exit),
            confidence: result.confidence,
            batchSize: Int(result.batchSize)
        )
        history.note(step, of: job, at: now)
        reportUse(of: job, slot)
        let request = slot.request
        let away = way.sentAt.map { now - $0 } ?? .zero
        let answer = SampleAnswer(result: result, leg: leg, admission: slot.admission, away: away)
        guard request.complete(slot.index, answer), var report = request.report(at: now) else { return }
        report.specialist = specialist(of: slot, result)
        report.isAudited = leg.terms == .stream && slot.special?.isAudited ?? false
        let results = request.results
        meters.model(request.model).countAnswer(report, exits: results.map { Int($0.exit) })
        meters.tenant(request.tenant.id)?.countAnswer(isInTime: report.isInTime, terms: report.terms)
        if request.infer.hasTerms { meters.countTasks(results, request.infer) }
        InferReply(model: request.model, request: request.infer, results: results, report: report)
            .respond(on: request.exchange)
        request.forgetAnswers()
    }

    /// Tells admission what the job has used of what its last verdict paid, before that is settled.
    func reportUse(of job: JobID, _ slot: JobSlot) {
        guard policy.isCharged, !slot.paid.isEmpty else { return }
        link?.reportUse(slot.paid.use, of: job)
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
