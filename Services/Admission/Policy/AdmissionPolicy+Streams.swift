import Domain
import Kernel

extension AdmissionPolicy {
    /// Windows that are tried, as shares of what is left of the deadline at the worker; none is often best for few
    /// frames, half of it is DeepRT's.
    private static let windowShares = [0, 0.125, 0.25, 0.375, 0.5, 0.625]
    /// What a member could promise.
    struct Offer {
        let index: Int
        let shape: StreamShape
        let margin: Double
    }

    /// The verdict on a stream; a promise is in the ledger then.
    ///
    /// - Returns: `nil` if it will be given when a lane has taken up a table, or has not in time.
    mutating func decide(_ id: StreamID, _ request: StreamRequest, at now: Instant) -> StreamVerdict? {
        if isWaiting(id) { return nil }
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
        var isHeldBack = true
        for exit in mandatoryExits(asked, request, plan) where leavesOthersTheirPart(request, exit: exit, on: first) {
            isHeldBack = false
            if let offer = offer(request, exit: exit, among: candidates) {
                counters.promisedStreams += 1
                counters.degradedStreams += exit < asked ? 1 : 0
                return .promise(enter(id, request, offer, at: now))
            }
            if propose(id, request, exit: exit, among: candidates, at: now) { return nil }
            if makeRoom(id, request, exit: exit, among: candidates, at: now) { return nil }
        }
        counters.refusedStreams += 1
        if isHeldBack {
            counters.heldBack += 1
            return .refuse(Refusal(reason: .overloaded, retryAfter: firstEnding(after: now)))
        }
        return .refuse(refusal(of: request, candidates, at: now))
    }

    /// Workers that serve the model: those that already run it first, then the least claimed.
    func candidates(for model: ModelID) -> [Int] {
        let scored = edges.indices.compactMap { index -> (load: Double, index: Int)? in
            guard edges[index].plans[model] != nil else { return nil }
            let bonus = edges[index].hasCategory(model) ? configuration.affinityBonus : 0
            return (edges[index].utilization - bonus, index)
        }
        return scored.sorted { $0 < $1 }.map(\.index)
    }

    func shape(_ request: StreamRequest, exit: Int, window: Double) -> StreamShape {
        StreamShape(
            period: Double(max(1_000, request.period.nanoseconds)),
            deadline: Double((request.deadline - configuration.replyAllowance).nanoseconds),
            window: window,
            mandatoryExit: exit,
            jitter: Double((configuration.arrivalJitter + (request.jitter ?? .zero)).nanoseconds)
        )
    }

    /// Whether the tenant may have it, beside what other tenants are sure of.
    private mutating func leavesOthersTheirPart(_ request: StreamRequest, exit: Int, on index: Int) -> Bool {
        guard configuration.mode == .rubato else { return true }
        let more = edges[index].utilization(of: shape(request, exit: exit, window: 0), request.model)
        let capacity = configuration.utilizationLimit * Double(edges.count)
        return tenants.mayClaim(request.tenant, more, of: capacity, at: edges[index].lastNow)
    }

    /// The first member that can promise it, with the window that leaves most room there.
    func offer(_ request: StreamRequest, exit: Int, among candidates: [Int]) -> Offer? {
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
    ///
    /// A stream that names its exit wants that or a counter-offer.
    private func mandatoryExits(_ asked: Int, _ request: StreamRequest, _ plan: ModelPlan) -> [Int] {
        switch configuration.mode {
        case .rubato: request.mandatoryExit == nil ? (0...asked).reversed() : [asked]
        case .deeprt: [plan.deepestExit]
        case .none: [asked]
        }
    }

    /// How much of the member the test that decides leaves with this stream more, `nil` if it refuses.
    func room(on edge: MemberLedger, for shape: StreamShape, of model: ModelID) -> Double? {
        switch configuration.mode {
        case .rubato: edge.isOpen && edge.table == nil ? edge.margin(adding: shape, of: model) : nil
        case .deeprt: edge.roomByImitation(adding: shape, of: model, limit: configuration.utilizationLimit)
        case .none: 1
        }
    }

    func windows(_ budget: Double) -> [Double] {
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
        let promise = promise(request, offer.shape, on: offer.index)
        enter(id, request, promise, offer.shape, at: offer.index, now)
        return promise
    }

    func promise(_ request: StreamRequest, _ shape: StreamShape, on index: Int) -> StreamPromise {
        let plan = edges[index].plans[request.model]
        let rule = ExitRule(
            mandatoryExit: shape.mandatoryExit,
            lastExit: max(shape.mandatoryExit, plan?.deepestExit ?? 0),
            threshold: plan?.served.defaultThreshold ?? 1
        )
        return StreamPromise(worker: edges[index].member.id, rule: rule, window: .nanoseconds(Int64(shape.window)))
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
        let utilization = edges[index].utilization(of: shape, request.model)
        tenants.enter(request.tenant, utilization, at: edges[index].lastNow)
        streams[id] = PromisedStream(
            request: request,
            promise: promise,
            shape: shape,
            utilization: utilization,
            end: end
        )
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

    func firstEnding(after now: Instant) -> Duration? {
        streams.values.compactMap(\.end).min().map { max(.milliseconds(1), Instant(nanoseconds: $0) - now) }
    }
}
