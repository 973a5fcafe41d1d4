import Approximation
import Domain
import Kernel

/// A member's memory: what is there, what was ordered, and what must stay.
extension MemberLedger {
    /// Whether jobs of the model can be promised here: it is warm, and not about to go.
    func holds(_ model: ModelID) -> Bool {
        member.holds(model) && !(order?.order.evict.contains(model) ?? false)
    }

    /// The longest piece of a load that is under way, or about to begin: the lane may be blocked by it; nanoseconds.
    var loadBlocking: Double {
        let coming = member.pages.filter { $0.state == .loading || $0.model == order?.order.load }
        return Double(coming.flatMap(\.pieces).max()?.nanoseconds ?? 0)
    }

    var longestLoad: Duration { member.pages.map(\.loadTime).max() ?? .zero }

    /// One load at a time, and none while it is not known what the lane keeps.
    var mayTakeOrder: Bool { order == nil && !member.pages.contains { $0.state == .loading } }

    /// When loading the model was ordered, if it was.
    func orderedAt(_ model: ModelID) -> Instant? { order.flatMap { $0.order.load == model ? $0.at : nil } }

    mutating func give(_ order: PageOrder, at now: Instant) {
        self.order = (order, now)
        hasNewPlan = true
        refreshPlans()
    }

    /// Forgets an order that is done, refused, or takes too long.
    mutating func endOrder(before now: Instant, patience: Duration) {
        guard let given = order else { return }
        let page = member.pages.first { $0.model == given.order.load }
        if page?.state == .resident {
            arrivals[given.order.load] = now
        } else if page != nil, now < given.at + patience {
            return
        }
        order = nil
        refreshPlans()
    }

    /// Whether streams count on the model.
    ///
    /// Jobs that were promised one by one do not hinder an order: they are on their way, and the
    /// worker waits for them.
    private func isPromised(_ model: ModelID) -> Bool {
        categories.contains { $0.model == model } || proposal?.request.model == model
    }

    /// As the choice of pages sees it.
    func memory(stay: Int, elsewhere: Set<ModelID>) -> PagedMemory {
        let accuracies = Dictionary(member.models.map { ($0.id, $0.exits.last?.accuracy ?? 0) }) { first, _ in first }
        let pages = member.pages.map { page in
            let accuracy = accuracies[page.model] ?? 0
            let since = arrivals[page.model]
            return PagedMemory.Page(
                model: page.model,
                byteCount: page.byteCount,
                loadTime: page.loadTime,
                accuracy: accuracy > 0 ? accuracy : 1,
                isResident: page.state == .resident,
                isNeeded: isPromised(page.model),
                staysUntil: since.map { $0 + page.loadTime * stay }
            )
        }
        return PagedMemory(byteLimit: member.memoryByteCount, pages: pages, elsewhere: elsewhere)
    }
}
