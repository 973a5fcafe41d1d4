import Approximation
import Domain
import Kernel

extension AdmissionPolicy {
    /// What a member could promise.
    struct Offer {
        let index: Int
        let shape: StreamShape
    }

    /// What has come of trying to promise one model to a stream.
    private enum Attempt {
        case promised(StreamPromise)
        /// It is known when a lane has taken up a table, or a move is over.
        case waits
        /// Its tenant has its part already.
        case heldBack
        case failed
        /// The accounts do not carry even that.
        case unpaid(BudgetRefusal)
    }

    /// The verdict on a stream; a promise is in the ledger then.
    ///
    /// - Returns: `nil` if it will be given when a lane has taken up a table, or has not in time.
    mutating func decide(_ id: StreamID, _ request: StreamRequest, at now: Instant) -> StreamVerdict? {
        if isWaiting(id) { return nil }
        if let known = streams[id] { return .promise(known.promise) }
        let mayVary = mayVary(request.tenant, request.variantIsAllowed)
        let framesPerSecond = 1 / max(0.01, request.period.seconds)
        noteDemand(request.model, framesPerSecond: framesPerSecond, mayVary: mayVary, at: now)
        let candidates = candidates(for: request.model)
        let plan = candidates.first.flatMap { edges[$0].plans[request.model] }
        let asked = min(request.mandatoryExit ?? plan?.served.mandatoryExit ?? 0, plan?.deepestExit ?? .max)
        let isAny = request.mandatoryExit == nil
        let smaller = mayVary ? substitutes(for: request.model, exit: asked, orShallower: isAny) : []
        guard plan != nil || !smaller.isEmpty else {
            counters.refusedStreams += 1
            return .refuse(refusalWithoutWorker(for: request.model, at: now))
        }
        guard streamCount < configuration.maxStreams else {
            counters.refusedStreams += 1
            return .refuse(Refusal(reason: .tooMany, retryAfter: firstEnding(after: now)))
        }
        var isHeldBack = true
        var lack: BudgetRefusal?
        var attempts: [(request: StreamRequest, exits: [Int])] = []
        if let plan { attempts.append((request, mandatoryExits(asked, request, plan))) }
        for substitute in smaller {
            var varied = request
            varied.model = substitute.model
            attempts.append((varied, [substitute.exit]))
        }
        for (wish, exits) in attempts {
            let able = wish.model == request.model ? candidates : self.candidates(for: wish.model)
            switch attempt(id, wish, exits, asked: asked, among: able, at: now) {
            case .promised(let promise): return .promise(promise)
            case .waits: return nil
            case .heldBack: break
            case .failed: isHeldBack = false
            case .unpaid(let refusal):
                isHeldBack = false
                lack = refusal
            }
        }
        counters.refusedStreams += 1
        if let lack {
            budgets.noteRequest(of: request.tenant, lack: lack, at: now)
            return .refuse(self.refusal(for: lack, at: now))
        }
        if isHeldBack {
            counters.heldBack += 1
            return .refuse(Refusal(reason: .overloaded, retryAfter: firstEnding(after: now)))
        }
        guard !candidates.isEmpty else { return .refuse(refusalWithoutWorker(for: request.model, at: now)) }
        return .refuse(refusal(of: request, candidates, at: now))
    }

    /// Tries the exits one after another: as things are, by a planned table, and with another stream moved away.
    private mutating func attempt(
        _ id: StreamID,
        _ request: StreamRequest,
        _ exits: [Int],
        asked: Int,
        among candidates: [Int],
        at now: Instant
    ) -> Attempt {
        guard let first = candidates.first else { return .failed }
        var isHeldBack = true
        var lacking: BudgetRefusal?
        for exit in exits where leavesOthersTheirPart(request, exit: exit, on: first) {
            isHeldBack = false
            if let lack = lack(of: request, exit: exit, on: edges[first].member.id, at: now) {
                lacking = lack
                continue
            }
            if let offer = offer(request, exit: exit, among: candidates) {
                counters.promisedStreams += 1
                counters.degradedStreams += exit < asked ? 1 : 0
                let promise = enter(id, request, offer, at: now)
                counters.variantStreams += promise.variant == nil ? 0 : 1
                return .promised(promise)
            }
            if propose(id, request, exit: exit, among: candidates, at: now) { return .waits }
            if makeRoom(id, request, exit: exit, among: candidates, at: now) { return .waits }
        }
        if let lacking { return .unpaid(lacking) }
        return isHeldBack ? .heldBack : .failed
    }

    /// Workers that serve the model: those that already run it first, then the least claimed.
    func candidates(for model: ModelID) -> [Int] {
        let scored = servers[model, default: []].map { index -> (load: Double, index: Int) in
            (read(index) { $0.utilization - ($0.hasCategory(model) ? configuration.affinityBonus : 0) }, index)
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

    /// The first member that can promise it, with the window that leaves its model most room to grow there.
    func offer(_ request: StreamRequest, exit: Int, among candidates: [Int]) -> Offer? {
        let shape = shape(request, exit: exit, window: 0)
        for index in candidates {
            if let kept = kept(shape, request.model, on: index) { return Offer(index: index, shape: kept) }
        }
        return nil
    }

    /// The stream with a window by which the test that decides keeps it on the member: the best one, or any if that is enough.
    func kept(_ shape: StreamShape, _ model: ModelID, on index: Int, isEnough: Bool = false) -> StreamShape? {
        guard shape.deadline > 0 else { return nil }
        switch configuration.mode {
        case .rubato:
            let test = read(index) { $0.isOpen && $0.table == nil ? $0.joinTest(of: model) : nil }
            return test.flatMap { kept(shape, by: $0, isEnough: isEnough) }
        case .deeprt:
            let limit = configuration.utilizationLimit
            let room = edges[index].roomByImitation(adding: halved(shape), of: model, limit: limit)
            return room == nil ? nil : halved(shape)
        case .none: return shape
        }
    }

    /// The stream with a window by which the static test keeps it.
    func kept(_ shape: StreamShape, by test: JoinTest, isEnough: Bool = true) -> StreamShape? {
        if configuration.halvesWindows {
            return test.growth(adding: halved(shape)) >= 1 ? halved(shape) : nil
        }
        var search = WindowSearch(test, shape)
        return search.run(isEnough: isEnough)
    }

    private func halved(_ shape: StreamShape) -> StreamShape {
        shape.with(window: (shape.deadline / 2).rounded(.down))
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

    private mutating func enter(
        _ id: StreamID,
        _ request: StreamRequest,
        _ offer: Offer,
        at now: Instant
    ) -> StreamPromise {
        let promise = promise(request, offer.shape, on: offer.index)
        return enter(id, request, promise, offer.shape, at: offer.index, now)
    }

    func promise(_ request: StreamRequest, _ shape: StreamShape, on index: Int) -> StreamPromise {
        let plan = edges[index].plans[request.model]
        let rule = ExitRule(
            mandatoryExit: shape.mandatoryExit,
            lastExit: max(shape.mandatoryExit, plan?.deepestExit ?? 0),
            threshold: plan?.served.defaultThreshold ?? 1
        )
        return StreamPromise(
            worker: edges[index].member.id,
            rule: rule,
            window: .nanoseconds(Int64(shape.window)),
            variant: request.model.variant == nil ? nil : request.model
        )
    }

    /// Takes a promised stream into the ledger and pays for its first frames.
    ///
    /// - Returns: The promise with the depth that is paid.
    @discardableResult
    mutating func enter(
        _ id: StreamID,
        _ request: StreamRequest,
        _ promise: StreamPromise,
        _ shape: StreamShape,
        at index: Int,
        _ now: Instant
    ) -> StreamPromise {
        // What is lacking in spite of the test before is seen when the next slice is due.
        let promise = paid(id, promise, request, at: now) ?? promise
        edges[index].add(shape, of: request.model)
        let end = request.frames.map { lastDue(of: request, after: $0, from: now) }
        endingStreams += end == nil ? 0 : 1
        let utilization = edges[index].utilization(of: shape, request.model)
        tenants.enter(request.tenant, utilization, at: edges[index].lastNow)
        let stream = PromisedStream(
            request: request,
            promise: promise,
            shape: shape,
            utilization: utilization,
            end: end
        )
        streams[id] = stream
        edges[index].moveIn(stream.resident(id))
        return promise
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
        guard endingStreams > 0 else { return nil }
        return streams.values.compactMap(\.end).min().map { max(.milliseconds(1), Instant(nanoseconds: $0) - now) }
    }
}
