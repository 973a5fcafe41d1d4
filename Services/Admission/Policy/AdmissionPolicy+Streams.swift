import Domain
import Kernel

extension AdmissionPolicy {
    /// Windows that are tried, as shares of what is left of the deadline at the worker; none is often best for few
    /// frames, half of it is DeepRT's.
    private static let windowShares = [0, 0.125, 0.25, 0.375, 0.5, 0.625]
    /// How many members a refused stream's counter-offer is searched on.
    private static let offerBreadth = 2
    /// Steps of each search: an offer is within 0.1 % of the best.
    private static let offerSteps = 10
    /// How many endings of other streams are considered for the retry time.
    private static let endingsLimit = 16

    /// What a member could promise.
    private struct Offer {
        let index: Int
        let shape: StreamShape
        let margin: Double
    }

    /// The verdict on a stream; a promise is in the ledger then.
    mutating func decide(_ id: StreamID, _ request: StreamRequest, at now: Instant) -> StreamVerdict {
        if let known = streams[id] { return .promise(known.promise) }
        let candidates = candidates(for: request.model)
        guard let first = candidates.first, let plan = edges[first].plans[request.model] else {
            counters.refusedStreams += 1
            return .refuse(Refusal(reason: reasonWithoutWorker(for: request.model)))
        }
        guard streamCount < configuration.maxStreams else {
            counters.refusedStreams += 1
            return .refuse(Refusal(reason: .tooMany, retryAfter: firstEnding(after: now)))
        }
        let asked = min(request.mandatoryExit ?? plan.served.mandatoryExit, plan.deepestExit)
        for exit in mandatoryExits(asked, plan) {
            guard let offer = offer(request, exit: exit, among: candidates) else { continue }
            counters.promisedStreams += 1
            counters.degradedStreams += exit < asked ? 1 : 0
            return .promise(enter(id, request, offer, at: now))
        }
        counters.refusedStreams += 1
        return .refuse(refusal(of: request, candidates, at: now))
    }

    /// Workers that serve the model: those that already run it first, then the least claimed.
    private func candidates(for model: ModelID) -> [Int] {
        let scored = edges.indices.compactMap { index -> (load: Double, index: Int)? in
            guard edges[index].plans[model] != nil else { return nil }
            let bonus = edges[index].hasCategory(model) ? configuration.affinityBonus : 0
            return (edges[index].utilization - bonus, index)
        }
        return scored.sorted { $0 < $1 }.map(\.index)
    }

    private func shape(_ request: StreamRequest, exit: Int, window: Double) -> StreamShape {
        StreamShape(
            period: Double(max(1_000, request.period.nanoseconds)),
            deadline: Double((request.deadline - configuration.replyAllowance).nanoseconds),
            window: window,
            mandatoryExit: exit,
            jitter: Double((configuration.arrivalJitter + (request.jitter ?? .zero)).nanoseconds)
        )
    }

    /// The first member that can promise it, with the window that leaves most room there.
    private func offer(_ request: StreamRequest, exit: Int, among candidates: [Int]) -> Offer? {
        let budget = Double((request.deadline - configuration.replyAllowance).nanoseconds)
        guard budget > 0 else { return nil }
        for index in candidates {
            var best: Offer?
            let shared = edges[index].categories.first { $0.model == request.model }?.load.longestWindow
            for window in windows(budget) + [configuration.halvesWindows ? nil : shared].compactMap(\.self) {
                let shape = shape(request, exit: exit, window: window)
                guard let margin = room(on: edges[index], for: shape, of: request.model) else { continue }
                if margin > best?.margin ?? -1 { best = Offer(index: index, shape: shape, margin: margin) }
            }
            if let best { return best }
        }
        return nil
    }

    /// What may be promised in place of the exit that is asked for, the best first.
    private func mandatoryExits(_ asked: Int, _ plan: ModelPlan) -> [Int] {
        switch configuration.mode {
        case .rubato: (0...asked).reversed()
        case .deeprt: [plan.deepestExit]
        case .none: [asked]
        }
    }

    /// How much of the member the test that decides leaves with this stream more, `nil` if it refuses.
    private func room(on edge: MemberLedger, for shape: StreamShape, of model: ModelID) -> Double? {
        switch configuration.mode {
        case .rubato: edge.margin(adding: shape, of: model)
        case .deeprt: edge.roomByImitation(adding: shape, of: model, limit: configuration.utilizationLimit)
        case .none: 1
        }
    }

    private func windows(_ budget: Double) -> [Double] {
        (configuration.halvesWindows || configuration.mode == .deeprt ? [0.5] : Self.windowShares).map {
            ($0 * budget).rounded(.down)
        }
    }

    private mutating func enter(
        _ id: StreamID,
        _ request: StreamRequest,
        _ offer: Offer,
        at now: Instant
    ) -> StreamPromise {
        let edge = edges[offer.index]
        let deepest = edge.plans[request.model]?.deepestExit ?? 0
        let threshold = edge.plans[request.model]?.served.defaultThreshold ?? 1
        let promise = StreamPromise(
            worker: edge.member.id,
            rule: ExitRule(mandatoryExit: offer.shape.mandatoryExit, lastExit: deepest, threshold: threshold),
            window: .nanoseconds(Int64(offer.shape.window))
        )
        enter(id, request, promise, offer.shape, at: offer.index, now)
        return promise
    }

    mutating func enter(
        _ id: StreamID,
        _ request: StreamRequest,
        _ promise: StreamPromise,
        _ shape: StreamShape,
        at index: Int,
        _ now: Instant
    ) {
        edges[index].add(shape, of: request.model)
        let end = request.frames.map { lastDue(of: request, after: $0, from: now) }
        endingStreams += end == nil ? 0 : 1
        streams[id] = PromisedStream(model: request.model, promise: promise, shape: shape, end: end)
    }

    /// When the last frame will be due; never, for all that matters, of a stream that is to last for longer than a year.
    private func lastDue(of request: StreamRequest, after frames: Int, from now: Instant) -> Int64 {
        let length = Double(max(0, frames)) * request.period.seconds + request.deadline.seconds
        return (now + .seconds(min(length, 366 * 86_400))).nanoseconds
    }

    /// The shape that a promise made earlier has.
    func shape(_ request: StreamRequest, _ promise: StreamPromise) -> StreamShape {
        shape(request, exit: promise.rule.mandatoryExit, window: Double(promise.window.nanoseconds))
    }

    private func refusal(of request: StreamRequest, _ candidates: [Int], at now: Instant) -> Refusal {
        let some = Array(candidates.prefix(Self.offerBreadth))
        let counterOffer = CounterOffer(
            framesPerSecond: largestRate(request, some),
            deadline: smallestDeadline(request, some)
        )
        let isPossible = some.contains { index in
            var idle = edges[index].member
            idle.backlog = .zero
            let empty = MemberLedger(idle, configuration, at: now)
            let budget = Double((request.deadline - configuration.replyAllowance).nanoseconds)
            return windows(max(0, budget)).contains { window in
                let shape = shape(request, exit: searchedExit(request), window: window)
                return room(on: empty, for: shape, of: request.model) != nil
            }
        }
        guard isPossible else { return Refusal(reason: .deadlineTooShort, counterOffer: counterOffer) }
        return Refusal(reason: .overloaded, retryAfter: retry(request, some, at: now), counterOffer: counterOffer)
    }

    /// The exit with which offers are searched for: whatever can be promised at all.
    private func searchedExit(_ request: StreamRequest) -> Int {
        guard configuration.mode == .deeprt else { return 0 }
        return edges.compactMap { $0.plans[request.model]?.deepestExit }.max() ?? 0
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
        for index in candidates {
            var edge = edges[index]
            let budget = Double((request.deadline - configuration.replyAllowance).nanoseconds)
            let shapes = windows(budget).map { shape(request, exit: 0, window: $0) }
            func fits() -> Bool {
                shapes.contains { edge.margin(adding: $0, of: request.model, besideClaims: false) != nil }
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

    private func firstEnding(after now: Instant) -> Duration? {
        streams.values.compactMap(\.end).min().map { max(.milliseconds(1), Instant(nanoseconds: $0) - now) }
    }
}
