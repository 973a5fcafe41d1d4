import Domain
import Kernel

/// What one edge member has been promised to do, and whether it can take more; nanoseconds.
///
/// Two static tests, both on the bounds of mandatory stages, both leaving `1 − limit` of the member as headroom, where the limit is
/// the configured one times the member's ``PromiseTrust``:
/// * streams: blocking + the streams' demand within every interval ≤ the limit's share of it (processor demand criterion,
///   with one longest segment as blocking term);
/// * one-shot jobs: blocking + the streams' burst + all claims due by a deadline ≤ what the streams leave of the time until then.
///
/// The second one counts what streams may have left over from before, so that it holds from any state; together they protect
/// both kinds, because whatever is due before the first claim is the streams' alone. Streams that the first one refuses may be kept
/// by a planned table (``TablePlanner``); the member promises no one-shot jobs meanwhile.
struct MemberLedger: Sendable {
    /// The streams of one model.
    struct Category: Sendable {
        let model: ModelID
        var shapes: [StreamShape]
        var load: StreamCategory
        var cost: MandatoryCost

        var demand: Demand { Demand(load: load, cost: cost) }
    }

    /// What a category asks of the member.
    struct Demand: Sendable {
        let load: StreamCategory
        let cost: MandatoryCost
    }

    /// Batches of a model's claims that are not full: the last one, and one that is cut short because its first job is urgent.
    private static let partBatchesPerModel = 2.0

    private(set) var member: Member
    private(set) var plans: [ModelID: ModelPlan]
    private(set) var categories: [Category] = []
    private(set) var claims: ClaimTimeline
    private(set) var utilization = 0.0
    private(set) var streamCount = 0
    /// The share of the configured limit that may be promised at present.
    private(set) var trust = 1.0
    private var record = PromiseTrust()
    private let utilizationLimit: Double
    private var burst = 0.0
    private var blocking = 0.0
    /// The part of it that streams must bear from work that does not ask whether they can.
    private var unasked = 0.0
    var hasNewPlan = false
    /// What the promises rest on, where the static test alone does not keep them.
    var table: PlannedTable?
    /// A stream that waits for the lane to take up a table.
    var proposal: TableProposal?
    /// Until when it is not known whether the lane has taken up a table that was withdrawn; nanoseconds.
    var quietUntil = 0.0
    /// Until when the room of a stream that has moved away is kept for the one it has made way for; nanoseconds.
    var reservedUntil = 0.0
    /// Until when a lane's table of which nobody here knows is left alone; nanoseconds.
    let holdsUntil: Double
    /// How many claims there are on which model.
    private var claimsByModel: [(model: ModelID, count: Int, fixed: Double)] = []
    let configuration: AdmissionConfiguration

    /// Reported work that no promise explained when it was reported, and when that was.
    private var unexplained = 0.0
    private var reportedAt = 0.0

    init(_ member: Member, _ configuration: AdmissionConfiguration, at now: Instant) {
        self.member = member
        self.configuration = configuration
        plans = [:]
        utilizationLimit = configuration.utilizationLimit
        claims = ClaimTimeline(share: configuration.utilizationLimit)
        lastNow = Double(now.nanoseconds)
        holdsUntil = Double((now + configuration.restoreGrace).nanoseconds)
        update(member)
    }

    /// Takes over new profiles or a new backlog.
    mutating func update(_ member: Member) {
        let modelsChanged = plans.isEmpty || member.models != self.member.models
        self.member = member
        reportedAt = lastNow
        unexplained = max(0, Double(member.backlog.nanoseconds) - claims.cost - burst - partBatches)
        guard modelsChanged else { return }
        plans = [:]
        for served in member.models { plans[served.id] = ModelPlan(served, configuration) }
        let longest = plans.values.map(\.longestStage).max() ?? 0
        blocking =
            max(Double(configuration.blockingLimit.nanoseconds), longest)
            + Double(configuration.dispatchCost.nanoseconds)
        unasked =
            configuration.unaskedLimit > .zero
            ? max(Double(configuration.unaskedLimit.nanoseconds), longest) : 0
        refresh()
    }

    // MARK: Trust

    /// The share of the member that promises may claim at present.
    private var limit: Double { utilizationLimit * trust }

    /// Moves the ledger's clock.
    mutating func advance(to now: Instant) {
        lastNow = Double(now.nanoseconds)
        let factor = record.factor(at: now.nanoseconds)
        guard factor != trust else { return }
        trust = factor
        refreshShare()
    }

    mutating func noteBrokenPromise() { record.noteBroken() }

    private mutating func refreshShare() {
        let share = max(0, limit - utilization)
        if share != claims.share { claims.setShare(share) }
    }

    // MARK: Streams

    /// How much room the streams leave with this one more, as a share of the tightest interval; `nil` if some stream or claim
    /// could then be late.
    func margin(adding shape: StreamShape, of model: ModelID, besideClaims: Bool = true) -> Double? {
        guard shape.rest > 0 else { return nil }
        let index = categories.firstIndex { $0.model == model }
        var load = StreamCategory()
        if let index {
            load = categories[index].load
            load.add(shape, beside: categories[index].shapes)
        } else {
            load.add(shape, beside: [])
        }
        let joined = Demand(load: load, cost: cost(of: model, through: load.mandatoryExit))
        var demands = categories.map(\.demand)
        if let index { demands[index] = joined } else { demands.append(joined) }
        return margin(of: demands, besideClaims: besideClaims)
    }

    private func margin(of demands: [Demand], besideClaims: Bool) -> Double? {
        var total = 0.0
        for demand in demands { total += demand.load.utilization(demand.cost) }
        guard total <= limit else { return nil }
        var tightest = limit - total
        for demand in demands {
            for index in 0..<demand.load.stepCount {
                let step = demand.load.step(index)
                var sum = blocking(beyond: step, demands)
                for other in demands { sum += other.load.demand(within: step, other.cost) }
                let margin = limit * step - sum
                guard margin >= 0 else { return nil }
                tightest = min(tightest, margin / step)
            }
        }
        guard besideClaims, claims.count > 0 else { return tightest }
        var later = 0.0
        for demand in demands { later += demand.load.burst(demand.cost) }
        let share = limit - total
        return claims.isKept(with: share, beside: share * lastNow + owed(burst: later)) ? tightest : nil
    }

    /// The longest work that may just have begun when streams' frames come that are due within the length.
    ///
    /// Mandatory work of other streams blocks only if it is due later; what asks the slack account does not block at all.
    private func blocking(beyond length: Double, _ demands: [Demand]) -> Double {
        var longest = unasked
        for other in demands where other.load.shortestRest > length || other.load.longestRest > length {
            longest = max(longest, other.cost.longestSegment)
        }
        return longest + Double(configuration.dispatchCost.nanoseconds)
    }

    /// Whether the static test keeps the streams.
    var isKeptWithoutTable: Bool { margin(of: categories.map(\.demand), besideClaims: false) != nil }

    mutating func add(_ shape: StreamShape, of model: ModelID) {
        if let index = categories.firstIndex(where: { $0.model == model }) {
            categories[index].load.add(shape, beside: categories[index].shapes)
            categories[index].shapes.append(shape)
        } else {
            var load = StreamCategory()
            load.add(shape, beside: [])
            categories.append(Category(model: model, shapes: [shape], load: load, cost: .unknown))
        }
        streamCount += 1
        hasNewPlan = true
        refresh(model)
    }

    mutating func remove(_ shape: StreamShape, of model: ModelID) {
        guard let index = categories.firstIndex(where: { $0.model == model }),
            let place = categories[index].shapes.firstIndex(of: shape)
        else { return }
        categories[index].shapes.swapAt(place, categories[index].shapes.count - 1)
        categories[index].shapes.removeLast()
        let shapes = categories[index].shapes
        categories[index].load = StreamCategory()
        for shape in shapes { categories[index].load.add(shape, beside: []) }
        categories[index].load.recount(shapes)
        if shapes.isEmpty { categories.remove(at: index) }
        streamCount -= 1
        hasNewPlan = true
        refresh(model)
        // A table that keeps more than there is keeps what there is; without need of it one-shot jobs can be promised again.
        if table != nil, isKeptWithoutTable { table = nil }
    }

    // MARK: One-shot jobs

    /// The instant of the event that is being handled.
    var lastNow = 0.0

    func canClaim(_ cost: Double, at place: Ranked, fixed: Double, model: ModelID) -> Bool {
        guard claims.share > 0, isSettled, table == nil else { return false }
        let extra = claimsByModel.contains { $0.model == model } ? 0 : Self.partBatchesPerModel * fixed
        return claims.margin(with: cost, at: place) >= claims.share * lastNow + owed(burst: burst) + extra
    }

    /// Whether it could be promised if nothing else were.
    func couldEverClaim(_ cost: Double, fixed: Double, budget: Double) -> Bool {
        blocking + Self.partBatchesPerModel * fixed + cost <= configuration.utilizationLimit * budget
    }

    /// When enough claims will have ended for such a job to be promised, if none are added; `nil` if waiting does not help.
    func retry(_ cost: Double, budget: Double, fixed: Double) -> Int64? {
        claims.instant(leaving: claims.share * budget - owed(burst: burst) - Self.partBatchesPerModel * fixed - cost)
    }

    /// When it would be done behind all claims that are due before it.
    func predictedFinish(_ cost: Double, at place: Ranked, fixed: Double) -> Double? {
        guard claims.share > 0 else { return nil }
        return (owed(burst: burst) + fixed + claims.cost(through: place.rank) + cost) / claims.share
    }

    mutating func claim(_ cost: Double, at place: Ranked, fixed: Double, model: ModelID) {
        claims.insert(place, cost: cost)
        record.notePromise()
        if let index = claimsByModel.firstIndex(where: { $0.model == model }) {
            claimsByModel[index].count += 1
            claimsByModel[index].fixed = max(claimsByModel[index].fixed, fixed)
        } else {
            claimsByModel.append((model, 1, fixed))
        }
    }

    mutating func free(_ place: Ranked, model: ModelID) {
        claims.remove(place)
        forgetClaim(of: model)
    }

    mutating func expire(through rank: Int64) -> [UInt64] { claims.expire(through: rank) }

    mutating func forgetClaim(of model: ModelID) {
        guard let index = claimsByModel.firstIndex(where: { $0.model == model }) else { return }
        claimsByModel[index].count -= 1
        if claimsByModel[index].count == 0 { claimsByModel.remove(at: index) }
    }

    func hasCategory(_ model: ModelID) -> Bool {
        categories.contains { $0.model == model } || claimsByModel.contains { $0.model == model }
    }

    // MARK: Sums

    func cost(of model: ModelID, through exit: Int) -> MandatoryCost {
        plans[model]?.cost(through: exit) ?? .unknown
    }

    /// What may be in the way of claims beside other claims: a segment that blocks, the streams' burst, one part-filled
    /// batch per model, and reported work that no promise explains.
    private func owed(burst: Double) -> Double {
        blocking + burst + partBatches + max(0, unexplained - (lastNow - reportedAt))
    }

    private var partBatches: Double { claimsByModel.reduce(0) { $0 + Self.partBatchesPerModel * $1.fixed } }

    /// Sums anew, after the streams of one model have changed or the profiles of all.
    private mutating func refresh(_ model: ModelID? = nil) {
        utilization = 0
        burst = 0
        for index in categories.indices {
            let load = categories[index].load
            if model == nil || categories[index].model == model {
                categories[index].cost = cost(of: categories[index].model, through: load.mandatoryExit)
            }
            utilization += load.utilization(categories[index].cost)
            burst += load.burst(categories[index].cost)
        }
        refreshShare()
    }
}
