import Approximation
import Domain
import Kernel

/// What admitted streams pay for their frames.
extension AdmissionPolicy {
    /// What a stream's frames cost on a member; `nil` if nobody states what that uses.
    func cost(of request: StreamRequest, exit: Int, on worker: WorkerID) -> StreamCost? {
        guard let place = places[worker], let plan = read(place, { $0.plans[request.model] }),
            plan.joules.contains(where: { $0 > 0 })
        else { return nil }
        return StreamCost(request, joules: plan.joules, mandatoryExit: exit)
    }

    /// Why a stream can not be promised for want of energy, if so.
    mutating func lack(of request: StreamRequest, exit: Int, on worker: WorkerID, at now: Instant) -> BudgetRefusal? {
        guard !budgets.isEmpty, let cost = cost(of: request, exit: exit, on: worker) else { return nil }
        return budgets.lack(of: cost, at: now)
    }

    /// Pays for the next frames of all streams; those that can pay for less depth, or more, than before are told so, and from
    /// those that can not even pay for their mandatory parts the promise is taken back.
    mutating func payStreams(at now: Instant) -> [AdmissionAction] {
        guard !budgets.isEmpty else { return [] }
        budgets.settleEndedStreams(at: now)
        return streams.keys.map(\.rawValue).sorted().compactMap { name in
            let id = StreamID(name)
            guard let stream = streams[id] else { return nil }
            guard let paid = paid(id, stream.promise, stream.request, at: now) else { return takeBack(id) }
            guard paid != stream.promise else { return nil }
            streams[id]?.promise = paid
            return .answerStream(id, .promise(paid))
        }
    }

    /// The promise at the depth that is paid for the next frames; `nil` if not even the mandatory part is.
    mutating func paid(
        _ id: StreamID,
        _ promise: StreamPromise,
        _ request: StreamRequest,
        at now: Instant
    ) -> StreamPromise? {
        let mandatory = promise.rule.mandatoryExit
        guard let cost = cost(of: request, exit: mandatory, on: promise.worker) else { return promise }
        guard let exit = budgets.pay(id, cost, at: now) else { return nil }
        var paid = promise
        paid.rule.lastExit = max(mandatory, exit)
        return paid
    }

    private mutating func takeBack(_ id: StreamID) -> AdmissionAction {
        close(id)
        counters.revokedStreams += 1
        counters.unpaidStreams += 1
        return .revokeStream(id)
    }
}
