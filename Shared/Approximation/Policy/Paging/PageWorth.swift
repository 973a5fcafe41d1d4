/// What sets of pages are worth at given rates of requests, in right answers per second.
///
/// Work is a product of the wishes and the pages, for the losses of all pages together too.
struct PageWorth {
    private struct Demand {
        let wish: PageWish
        let rate: Double
        /// The accuracy of the best page that other workers have.
        let elsewhere: Double
    }

    private let demands: [Demand]

    init(of wanted: [(wish: PageWish, rate: Double)], in memory: PagedMemory) {
        let others = memory.pages.filter { memory.elsewhere.contains($0.model) }
        demands = wanted.map { wish, rate in
            let best = others.filter { wish.isMet(by: $0.model) }.map(\.accuracy).max() ?? 0
            return Demand(wish: wish, rate: rate, elsewhere: best)
        }
    }

    var isEmpty: Bool { demands.isEmpty }

    func total(of pages: [PagedMemory.Page]) -> Double {
        demands.reduce(0) { sum, demand in
            var best = demand.elsewhere
            for page in pages where page.accuracy > best && demand.wish.isMet(by: page.model) { best = page.accuracy }
            return sum + demand.rate * best
        }
    }

    /// By page: what is lost if it alone goes.
    func losses(of pages: [PagedMemory.Page]) -> [Double] {
        var losses = [Double](repeating: 0, count: pages.count)
        for demand in demands {
            var (best, next, place) = (demand.elsewhere, demand.elsewhere, -1)
            for (index, page) in pages.enumerated() where page.accuracy > next && demand.wish.isMet(by: page.model) {
                if page.accuracy > best {
                    (best, next, place) = (page.accuracy, best, index)
                } else {
                    next = page.accuracy
                }
            }
            if place >= 0 { losses[place] += demand.rate * (best - next) }
        }
        return losses
    }
}
