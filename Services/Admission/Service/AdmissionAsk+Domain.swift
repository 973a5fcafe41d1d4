import Domain
import Messages

extension Rubato_V1_JobAsk {
    func request() throws(MalformedAsk) -> JobRequest {
        guard let rule = rule.domain else { throw MalformedAsk("jobs: the exit rule makes no sense") }
        return JobRequest(
            model: model.domain,
            budget: Duration(wireMicroseconds: budgetUs),
            rule: rule,
            cloudIsAllowed: cloudAllowed,
            bestEffortIsAllowed: bestEffortAllowed,
            avoiding: avoidWorker.isEmpty ? nil : WorkerID(avoidWorker)
        )
    }
}

extension Rubato_V1_StreamAsk {
    func request() throws(MalformedAsk) -> StreamRequest {
        guard !stream.isEmpty else { throw MalformedAsk("streams: a stream has a name") }
        guard periodUs > 0, deadlineUs > 0 else { throw MalformedAsk("streams: period and deadline are positive") }
        return domain
    }
}

extension Rubato_V1_StreamLease {
    func promised() throws(MalformedAsk) -> StreamPromise {
        guard let promise = promise.domain else { throw MalformedAsk("leases: the promise makes no sense") }
        return promise
    }
}
