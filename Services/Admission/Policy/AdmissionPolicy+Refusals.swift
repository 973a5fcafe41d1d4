import Domain
import Kernel

/// What a refused stream is told beside the reason.
extension AdmissionPolicy {
    /// How many members are looked at for the time to come back.
    private static let retryBreadth = 2
    /// How many endings of other streams are considered for it.
    private static let endingsLimit = 16
    /// With it no stream is too much for an idle member; what is refused then is too urgent.
    private static let longPeriod = Duration.seconds(3_600)

    func refusal(of request: StreamRequest, _ candidates: [Int], at now: Instant) -> Refusal {
        let offer = counterOffer(to: request, candidates)
        var seldom = request
        seldom.period = max(request.period, Self.longPeriod)
        guard candidates.contains(where: { couldEverPromise(seldom, on: $0, at: now) }) else {
            return Refusal(reason: .deadlineTooShort, counterOffer: offer)
        }
        let some = Array(candidates.prefix(Self.retryBreadth))
        return Refusal(reason: .overloaded, retryAfter: retry(request, some, at: now), counterOffer: offer)
    }

    private func couldEverPromise(_ request: StreamRequest, on index: Int, at now: Instant) -> Bool {
        let shape = shape(request, exit: searchedExit(request), window: 0)
        guard configuration.mode == .deeprt else {
            return configuration.mode == .none || kept(shape, by: edges[index].idleTest(of: request.model)) != nil
        }
        var idle = edges[index].member
        idle.backlog = .zero
        let limit = configuration.utilizationLimit
        let empty = MemberLedger(idle, configuration, at: now)
        return empty.roomByImitation(adding: shape, of: request.model, limit: limit) != nil
    }

    /// When other streams or claims will have ended, as far as their ends are known, so that it could be promised.
    private func retry(_ request: StreamRequest, _ candidates: [Int], at now: Instant) -> Duration? {
        var soonest: Instant?
        let shape = shape(request, exit: searchedExit(request), window: 0)
        for index in candidates {
            var edge = edges[index]
            func fits() -> Bool { kept(shape, by: edge.joinTest(of: request.model, besideClaims: false)) != nil }
            var free = fits() ? edge.claims.instant(leaving: 0).map { Instant(nanoseconds: $0) } : nil
            for (end, stream) in free == nil ? endings(on: edge.member.id) : [] {
                edge.remove(stream.shape, of: stream.model)
                guard fits() else { continue }
                free = Instant(nanoseconds: end)
                break
            }
            soonest = [soonest, free].compactMap(\.self).min()
        }
        return soonest.map { max(.milliseconds(1), $0 - now) }
    }

    private func endings(on worker: WorkerID) -> [(end: Int64, stream: PromisedStream)] {
        guard endingStreams > 0 else { return [] }
        let ending = streams.compactMap { id, stream -> (end: Int64, id: String, stream: PromisedStream)? in
            guard let end = stream.end, stream.promise.worker == worker else { return nil }
            return (end, id.rawValue, stream)
        }
        return ending.sorted { ($0.end, $0.id) < ($1.end, $1.id) }.prefix(Self.endingsLimit).map { ($0.end, $0.stream) }
    }
}
