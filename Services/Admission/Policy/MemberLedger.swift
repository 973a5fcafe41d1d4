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
    /// Batches of a model's claims that are not full: the last one, and one that is cut short because its first job is urgent.
    private static let partBatchesPerModel = 2.0

    private(set) var member: Member
    private(set) var plans: [ModelID: ModelPlan]
    private(set) var categories: [ModelCategory] = []
    private(set) var claims: ClaimTimeline
    private(set) var utilization = 0.0
    private(set) var streamCount = 0
    /// Whose frames come here, without those that have been told to go elsewhere; ascending.
    private(set) var residents: [Resident] = []
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
    /// What the worker has been told to load last, and when, until it is done.
    var order: (order: PageOrder, at: Instant)?
    /// When pages that were ordered were seen to be there.
    var arrivals: [ModelID: Instant] = [:]
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
        let modelsChanged =
            plans.isEmpty || member.models != self.member.models || member.watts != self.member.watts
            || member.pages != self.member.pages
        self.member = member
        reportedAt = lastNow
        unexplained = max(0, Double(member.backlog.nanoseconds) - claims.cost - burst - partBatches)
        if modelsChanged { refreshPlans() }
    }

    /// Takes over what the member runs now.
    mutating func refreshPlans() {
        plans = [:]
        for served in member.models where holds(served.id) {
            plans[served.id] = ModelPlan(served, configuration, watts: member.watts)
        }
        let longest = plans.values.map(\.longestStage).max() ?? 0
        blocking =
            max(Double(configuration.blockingLimit.nanoseconds), longest, loadBlocking)
            + Double(configuration.dispatchCost.nanoseconds)
        unasked =
            configuration.unaskedLimit > .zero
            ? max(Double(configuration.unaskedLimit.nanoseconds), longest) : 0
        for index in categories.indices { categories[index].refresh(plans[categories[index].model]) }
        sumUp()
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

    /// The static test as things are.
    func staticTest(besideClaims: Bool = true) -> StaticTest {
        StaticTest(
            limit: limit,
            unasked: unasked,
            dispatch: Double(configuration.dispatchCost.nanoseconds),
            claims: besideClaims ? StaticTest.Claims(timeline: claims, owed: owed(burst: 0), now: lastNow) : nil
        )
    }

    /// The static test for one more stream of the model, perhaps when another stream has gone.
    func joinTest(of model: ModelID, besideClaims: Bool = true, without gone: PromisedStream? = nil) -> JoinTest {
        let test = staticTest(besideClaims: besideClaims)
        guard let gone, let index = categories.firstIndex(where: { $0.model == gone.model }) else {
            return JoinTest(test, plans[model], categories, of: model)
        }
        var left = categories
        left[index].remove(gone.shape, plans[gone.model])
        if left[index].shapes.isEmpty { left.remove(at: index) }
        return JoinTest(test, plans[model], left, of: model)
    }

    /// The static test for the stream if there were nothing else to do, and all promises were kept.
    func idleTest(of model: ModelID) -> JoinTest {
        let dispatch = Double(configuration.dispatchCost.nanoseconds)
        let test = StaticTest(limit: utilizationLimit, unasked: unasked, dispatch: dispatch, claims: nil)
        return JoinTest(test, plans[model], [], of: model)
    }

    /// Whether the static test keeps the streams.
    var isKeptWithoutTable: Bool { staticTest(besideClaims: false).keeps(categories.map(\.demand)) }

    mutating func add(_ shape: StreamShape, of model: ModelID) {
        let known = categories.firstIndex { $0.model == model }
        if known == nil { categories.append(ModelCategory(of: model)) }
        categories[known ?? categories.count - 1].add(shape, plans[model])
        streamCount += 1
        hasNewPlan = true
        sumUp()
    }

    mutating func remove(_ shape: StreamShape, of model: ModelID) {
        guard let index = categories.firstIndex(where: { $0.model == model }),
            categories[index].remove(shape, plans[model])
        else { return }
        if categories[index].shapes.isEmpty { categories.remove(at: index) }
        streamCount -= 1
        hasNewPlan = true
        sumUp()
        // A table that keeps more than there is keeps what there is; without need of it one-shot jobs can be promised again.
        if table != nil, isKeptWithoutTable { table = nil }
    }

    mutating func moveIn(_ resident: Resident) {
        residents.insert(resident, at: place(of: resident))
    }

    mutating func moveOut(_ resident: Resident) {
        let place = place(of: resident)
        if place < residents.count, residents[place] == resident { residents.remove(at: place) }
    }

    private func place(of resident: Resident) -> Int {
        var (low, high) = (0, residents.count)
        while low < high {
            let middle = (low + high) / 2
            if residents[middle] < resident { low = middle + 1 } else { high = middle }
        }
        return low
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

    /// Sums anew, after streams or profiles have changed.
    private mutating func sumUp() {
        utilization = 0
        burst = 0
        for category in categories {
            utilization += category.load.utilization(category.cost)
            burst += category.load.burst(category.cost)
        }
        refreshShare()
    }
}
