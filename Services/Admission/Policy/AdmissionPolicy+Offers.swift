import Domain
import Kernel

/// What a refusal says beside its reason.
extension AdmissionPolicy {
    /// How many members a refused stream's counter-offer is searched on.
    private static let offerBreadth = 2
    /// Steps of each search: an offer is within 0.1 % of the best.
    private static let offerSteps = 10
    /// How many endings of other streams are considered for the retry time.
    private static let endingsLimit = 16

    func refusal(of request: StreamRequest, _ candidates: [Int], at now: Instant) -> Refusal {
        let some = Array(candidates.prefix(Self.offerBreadth))
        let counterOffer = CounterOffer(
            framesPerSecond: largestRate(request, some),
            deadline: smallestDeadline(request, some),
            mandatoryExit: deepestExit(request, some)
        )
        let isPossible = some.contains { couldEverPromise(request, on: $0, at: now) }
        guard isPossible else { return Refusal(reason: .deadlineTooShort, counterOffer: counterOffer) }
        return Refusal(reason: .overloaded, retryAfter: retry(request, some, at: now), counterOffer: counterOffer)
    }

    private func couldEverPromise(_ request: StreamRequest, on index: Int, at now: Instant) -> Bool {
        let shapes = shapes(request, exit: searchedExit(request))
        guard let first = shapes.first else { return false }
        switch configuration.mode {
        case .rubato:
            var test = edges[index].idleTest(of: request.model)
            return shapes.contains { test.margin(adding: $0) != nil }
        case .deeprt:
            var idle = edges[index].member
            idle.backlog = .zero
            let limit = configuration.utilizationLimit
            let empty = MemberLedger(idle, configuration, at: now)
            return empty.roomByImitation(adding: first, of: request.model, limit: limit) != nil
        case .none: return true
        }
    }

    /// The exit with which offers are searched for: whatever can be promised at all.
    private func searchedExit(_ request: StreamRequest) -> Int {
        guard configuration.mode == .deeprt else { return request.mandatoryExit ?? 0 }
        return edges.compactMap { $0.plans[request.model]?.deepestExit }.max() ?? 0
    }

    /// Below the one that is asked for, at the asked rate and deadline.
    private func deepestExit(_ request: StreamRequest, _ candidates: [Int]) -> Int? {
        guard configuration.mode == .rubato, let asked = request.mandatoryExit, asked > 0 else { return nil }
        let deepest = candidates.compactMap { edges[$0].plans[request.model]?.deepestExit }.max() ?? 0
        return (0..<min(asked, deepest + 1)).last { offer(request, exit: $0, among: candidates) != nil }
    }

    /// Frames per second at the asked deadline, in thousandths.
    private func largestRate(_ request: StreamRequest, _ candidates: [Int]) -> Double? {
        let asked = 1 / request.period.seconds
        var best: Double?
        var low = 0.0
        var high = asked
        for _ in 0..<Self.offerSteps {
            let rate = ((low + high) / 2 * 1_000).rounded(.down) / 1_000
            guard rate > low else { break }
            var trial = request
            trial.period = .seconds(1 / rate)
            if offer(trial, exit: searchedExit(request), among: candidates) != nil {
                best = rate
                low = rate
            } else {
                high = rate
            }
        }
        return best
    }

    /// At the asked rate, up to sixteen times the asked deadline; whole microseconds.
    private func smallestDeadline(_ request: StreamRequest, _ candidates: [Int]) -> Duration? {
        var best: Duration?
        var low = max(request.deadline, .microseconds(1))
        var high = max(low, configuration.replyAllowance) * 16
        for step in 0...Self.offerSteps {
            var trial = request
            trial.deadline = .microseconds((step == 0 ? high : (low + high) / 2).microseconds + 1)
            if offer(trial, exit: searchedExit(request), among: candidates) != nil {
                best = trial.deadline
                high = trial.deadline
            } else if step == 0 {
                return nil
            } else {
                low = trial.deadline
            }
        }
        return best
    }

    /// When other streams or claims will have ended, as far as their ends are known, so that it could be promised.
    private func retry(_ request: StreamRequest, _ candidates: [Int], at now: Instant) -> Duration? {
        var soonest: Instant?
        let shapes = shapes(request, exit: searchedExit(request))
        for index in candidates {
            var edge = edges[index]
            func fits() -> Bool {
                var test = edge.joinTest(of: request.model, besideClaims: false)
                return shapes.contains { test.margin(adding: $0) != nil }
            }
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
