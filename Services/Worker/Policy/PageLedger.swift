package import Domain
package import Kernel

/// What a worker has in memory, and the one load that is under way.
///
/// Intuition: admission says what is to be held; the worker sees to it that nobody is hurt by the change. An order is announced
/// first: the pages that must go, and the one that comes, are in no view any more, and admission counts on being blocked by
/// the longest piece of the load. Only after a notice, and when no job waits for what must go, the load begins.
///
/// Bytes count from before they are taken until after they are given back: what must go counts until the load's first piece,
/// which lets it go, is over, and what comes from then on.
package struct PageLedger: Sendable {
    /// A load from its order to its end.
    struct Load: Sendable {
        let order: PageOrder
        /// When everybody has heard of it.
        let announced: Instant
        /// As a job of the lane, once it has begun.
        var job: JobID?
        /// What had to go is gone.
        var hasRoom = false
    }

    /// Why an order is not followed.
    package enum Refusal: String, Error {
        case busy
        case unknownModel = "unknown_model"
        case noRoom = "no_room"
    }

    /// For so long after an order jobs may still come that were promised before everybody had heard of it: views are sent at
    /// once, and ways take milliseconds.
    package static let notice = Duration.milliseconds(100)

    package let byteLimit: Int
    package private(set) var pages: [ModelPage]
    package private(set) var loads = 0
    package private(set) var evictions = 0
    package private(set) var failures = 0
    private var load: Load?
    private var lastOrder: UInt64?
    /// What a load that has failed may have left behind, until the next one begins.
    private var remains = 0

    package init(byteLimit: Int, pages: [ModelPage]) {
        self.byteLimit = byteLimit
        self.pages = pages
        precondition(byteCount <= byteLimit, "what is loaded at the start fits")
    }

    /// What models have in memory now.
    package var byteCount: Int {
        let resident = pages.filter { $0.state == .resident }.reduce(0) { $0 + $1.byteCount }
        guard let load else { return resident + remains }
        return resident
            + (load.hasRoom ? bytes(of: load.order.load) : load.order.evict.reduce(remains) { $0 + bytes(of: $1) })
    }

    /// The job as which the load runs.
    package var job: JobID? { load?.job }

    /// When to ask whether the load may begin.
    package var beginsAt: Instant? { load.flatMap { $0.job == nil ? $0.announced : nil } }

    /// Whether jobs of the model are taken: of one that must go until the load begins.
    package func serves(_ model: ModelID) -> Bool {
        if page(model)?.state == .resident { return true }
        return load.map { $0.job == nil && $0.order.evict.contains(model) } ?? false
    }

    /// Takes an order; one that has been taken before says nothing new.
    ///
    /// - Returns: Whether pages have changed, or why they do not.
    package mutating func take(_ order: PageOrder, at now: Instant) -> Result<Bool, Refusal> {
        guard order.number != lastOrder else { return .success(false) }
        guard load == nil else { return .failure(.busy) }
        lastOrder = order.number
        let known =
            order.evict.allSatisfy { page($0)?.state == .resident } && Set(order.evict).count == order.evict.count
        guard known, let page = page(order.load), page.state == .stored else {
            return .failure(.unknownModel)
        }
        let freed = order.evict.reduce(0) { $0 + bytes(of: $1) }
        let resident = pages.filter { $0.state == .resident }.reduce(0) { $0 + $1.byteCount }
        guard resident - freed + page.byteCount <= byteLimit else { return .failure(.noRoom) }
        for model in order.evict { set(.stored, model) }
        set(.loading, order.load)
        evictions += order.evict.count
        load = Load(order: order, announced: now + Self.notice)
        return .success(true)
    }

    /// Begins the load, if its time has come and no job waits for what must go.
    ///
    /// - Parameters:
    ///   - job: As which it runs.
    ///   - now: The instant.
    ///   - isHeld: Whether a job of the model is at the worker.
    /// - Returns: The order; `nil` if it is to be asked again.
    package mutating func begin(as job: JobID, at now: Instant, isHeld: (ModelID) -> Bool) -> PageOrder? {
        guard let load, load.job == nil, load.announced <= now, !load.order.evict.contains(where: isHeld) else {
            return nil
        }
        self.load?.job = job
        return load.order
    }

    /// The load's first piece is over.
    package mutating func noteRoom() {
        load?.hasRoom = true
        remains = 0
    }

    /// Ends the load.
    package mutating func finish(isLoaded: Bool) {
        guard let load else { return }
        set(isLoaded ? .resident : .stored, load.order.load)
        if isLoaded { loads += 1 } else { failures += 1 }
        // Whatever there is of it goes with the first piece of the next load; until then it counts as a whole.
        remains = isLoaded ? 0 : byteCount - pages.filter { $0.state == .resident }.reduce(0) { $0 + $1.byteCount }
        self.load = nil
    }

    private func page(_ model: ModelID) -> ModelPage? { pages.first { $0.model == model } }

    private func bytes(of model: ModelID) -> Int { page(model)?.byteCount ?? 0 }

    private mutating func set(_ state: ModelPage.State, _ model: ModelID) {
        if let index = pages.firstIndex(where: { $0.model == model }) { pages[index].state = state }
    }
}
