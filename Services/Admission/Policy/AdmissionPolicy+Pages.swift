import Approximation
import Domain
import Kernel

/// Which models workers hold, where they cannot hold all.
///
/// An order is told to the worker with the plan of its lane. From then on nothing is promised there on what must go, and what was
/// promised before keeps its page: such a page is not chosen. A worker says in its registration what it holds and what it loads.
extension AdmissionPolicy {
    /// How long an order may take beside the time of the load itself, before another is given.
    private static let orderPatience = Duration.seconds(10)
    /// Between two looks at a worker's pages.
    private static let pageInterval = Duration.milliseconds(50)
    /// What a load takes of what a lane has left, at least, when its end is foreseen.
    private static let leastShare = 0.05
    /// From an order to its load's first piece, at least.
    private static let notice = Duration.milliseconds(100)

    /// Counts a request for a model, and so many frames a second of a stream for as long as the counts remember.
    mutating func noteDemand(_ model: ModelID, framesPerSecond: Double = 0, mayVary: Bool, at now: Instant) {
        guard pagesAreBounded else { return }
        pageChoice.note(model, count: max(1, framesPerSecond), isExact: !mayVary, at: now)
    }

    /// Gives workers orders whose pages are not what they should be.
    mutating func choosePages(at now: Instant) {
        guard pagesAreBounded, now >= nextPageLook else { return }
        nextPageLook = now + Self.pageInterval
        var hasChanged = false
        let held = edges.map { edge in Set(edge.plans.keys) }
        for index in edges.indices where edges[index].member.memoryByteCount > 0 {
            let patience = Self.orderPatience + edges[index].longestLoad * 20
            let known = edges[index].order?.order
            edges[index].endOrder(before: now, patience: patience)
            hasChanged = hasChanged || edges[index].order?.order != known
            guard edges[index].mayTakeOrder else { continue }
            let elsewhere = held.indices.reduce(into: Set<ModelID>()) { if $1 != index { $0.formUnion(held[$1]) } }
            let memory = edges[index].memory(stay: pageChoice.configuration.leastStay, elsewhere: elsewhere)
            guard let move = pageChoice.move(in: memory, at: now) else { continue }
            counters.orderedLoads += 1
            counters.orderedEvictions += move.evict.count
            let number = UInt64(bitPattern: now.nanoseconds) &* 1_024 &+ UInt64(index % 1_024)
            edges[index].give(PageOrder(number: number, load: move.load, evict: move.evict), at: now)
            hasChanged = true
        }
        if hasChanged { findServers() }
    }

    /// When a model that workers know and do not hold may be there, by the bounds of its load and what lanes have left for it; `nil` if
    /// none knows it.
    func loadEnd(of model: ModelID, at now: Instant) -> Duration? {
        edges.compactMap { edge -> Duration? in
            guard let page = edge.member.pages.first(where: { $0.model == model }), !edge.holds(model) else {
                return nil
            }
            let share = max(Self.leastShare, 1 - edge.utilization)
            let whole = Self.notice + .nanoseconds(Int64(Double(page.loadTime.nanoseconds) / share))
            let begun = edge.orderedAt(page.model).map { now - $0 } ?? .zero
            return max(.milliseconds(1), whole - begun)
        }.min()
    }
}
