import Domain
import GatewayPolicy

extension APIProblem {
    /// The HTTP face of a rejection.
    ///
    /// Shedding is 429 and not 503, so that load balancers do not take a busy gateway for a broken one.
    init(_ rejection: Rejection) {
        let soon = Duration.seconds(1)
        switch rejection {
        case .refused(let refusal): self.init(refusal)
        case .tooManyJobs:
            self.init(429, "too_many_jobs", "too many jobs are open at the gateway", retryAfter: soon)
        case .tooManyBytes:
            self.init(429, "too_many_bytes", "too many tensor bytes are held at the gateway", retryAfter: soon)
        case .tooManyStreams:
            self.init(429, "too_many_streams", "too many streams are open at the gateway", retryAfter: soon)
        case .gatewayOverloaded(let wait):
            self.init(
                429,
                "gateway_overloaded",
                "the gateway has more to read than it can",
                retryAfter: max(wait, soon / 50)
            )
        case .draining:
            self.init(503, "draining", "the gateway is about to stop", retryAfter: soon)
        case .admissionUnavailable:
            self.init(503, "admission_unavailable", "the admission controller can not be reached", retryAfter: soon)
        case .workerLost:
            self.init(503, "worker_lost", "the worker failed and there is no room for a retry", retryAfter: soon)
        case .deadlineMissed:
            self.init(504, "deadline_missed", "no answer has come by the deadline")
        case .failed(let message):
            self.init(500, "worker_rejected", message)
        }
    }

    private init(_ refusal: Refusal) {
        switch refusal.reason {
        case .unknownModel: self.init(404, refusal.reason.rawValue, "no worker serves the model")
        case .noWorker: self.init(503, refusal.reason.rawValue, "no worker is there")
        case .notResident: self.init(503, refusal.reason.rawValue, "no worker holds the model in memory at present")
        case .deadlineTooShort:
            self.init(422, refusal.reason.rawValue, "even an idle worker needs longer than the deadline")
        case .overloaded: self.init(429, refusal.reason.rawValue, "promised work leaves no room for this in time")
        case .tooMany: self.init(429, refusal.reason.rawValue, "admission has as many promises as it can hold")
        case .budgetExhausted:
            let account = refusal.budget.map { " \($0)" } ?? ""
            self.init(429, refusal.reason.rawValue, "the budget\(account) does not pay for this now")
        }
        let pause = Duration.seconds(1)
        retryAfter = refusal.retryAfter ?? (status == 429 || status == 503 ? pause : nil)
        predictedFinish = refusal.predictedFinish
        counterOffer = refusal.counterOffer
        budget = refusal.budget
    }
}
