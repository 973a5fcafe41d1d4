package import Domain
package import Kernel

/// Chooses which models and variants a worker holds in memory.
///
/// Intuition: a page is worth what its absence costs: so many requests per second, each of which gets a less accurate variant, or
/// nothing. Memory is worth most where that is much per byte.
///
/// Rule: the worth of a set of pages is the rate of requests, by model, times the accuracy of the best page in it that may answer
/// them, which is the model's own or, where the request allows it, that of a variant. A page is loaded if that raises the worth by more than loading it
/// costs. What goes for it are the pages that lose least per byte: the order of GreedyDual-Size-Frequency (Cherkasova, HP Labs
/// 1998: frequency · cost / size), with frequencies that fade in place of its inflating clock.
///
/// Complications: what was promised keeps its page. While a page is loaded the lane may lose at most all it earns, so a load costs its
/// time multiplied by the worth of what is here and nowhere else, and it must come back within a horizon (MCDNN's amortized cost of loading). What
/// is won must be a good part of what the page is worth, or counts that waver would change pages of equal worth.
/// A page that was loaded stays for ten times as long as that took, whatever comes: loads take at most a tenth of the time.
package struct PageChoice: Sendable {
    private struct Demand: Sendable {
        var rate = 0.0
        var at: Instant
    }

    /// The most models whose demand is told apart, twice counted where some requests allow variants and others do not; requests
    /// of further ones are not counted.
    package static let demandLimit = 256

    package let configuration: PagingConfiguration
    private var demands: [PageWish: Demand] = [:]

    package init(_ configuration: PagingConfiguration = PagingConfiguration()) {
        self.configuration = configuration
    }

    /// Counts so many requests of a model.
    ///
    /// - Parameters:
    ///   - model: That is named.
    ///   - count: How many.
    ///   - isExact: Whether no variant may answer them.
    ///   - now: The instant.
    package mutating func note(_ model: ModelID, count: Double = 1, isExact: Bool = false, at now: Instant) {
        let wish = PageWish(model: model, isExact: isExact)
        guard demands[wish] != nil || demands.count < Self.demandLimit else { return }
        let rate = rate(of: wish, at: now) + count * log2 / configuration.halfLife.seconds
        demands[wish] = Demand(rate: rate, at: now)
    }

    /// Requests per second of late.
    package func rate(of model: ModelID, at now: Instant) -> Double {
        rate(of: PageWish(model: model, isExact: false), at: now)
            + rate(of: PageWish(model: model, isExact: true), at: now)
    }

    private func rate(of wish: PageWish, at now: Instant) -> Double {
        guard let demand = demands[wish] else { return 0 }
        let lives = (now - demand.at).seconds / configuration.halfLife.seconds
        return demand.rate * power(ofHalf: max(0, lives))
    }

    /// The load that is worth most, if any is worth it.
    package func move(in memory: PagedMemory, at now: Instant) -> PageMove? {
        let resident = memory.pages.filter(\.isResident)
        let used = resident.reduce(0) { $0 + $1.byteCount }
        let worth = PageWorth(of: wanted(in: memory, at: now), in: memory)
        guard !worth.isEmpty else { return nil }
        let (present, least) = (worth.total(of: resident), worth.total(of: []))
        var best: (move: PageMove, gain: Double)?
        for page in memory.pages where !page.isResident && page.byteCount <= memory.byteLimit {
            let benefit = worth.total(of: resident + [page]) - present
            // Nothing that goes for it makes the gain larger.
            guard benefit > max(1e-9, best?.gain ?? 0) else { continue }
            let lacking = used + page.byteCount - memory.byteLimit
            guard let gone = victims(for: page, lacking, resident, worth, at: now) else { continue }
            let names = Set(gone.map(\.model))
            let gain = worth.total(of: resident.filter { !names.contains($0.model) } + [page]) - present
            guard gain > 1e-9, gain > best?.gain ?? 0 else { continue }
            // Into memory that nobody uses everything may come that is asked for.
            if !gone.isEmpty {
                let cost = (present - least) * page.loadTime.seconds
                guard gain * configuration.horizon.seconds > cost, gain > configuration.margin * benefit else {
                    continue
                }
            }
            best = (PageMove(load: page.model, evict: gone.map(\.model)), gain)
        }
        return best?.move
    }

    /// What is asked for of the models that the worker knows.
    private func wanted(in memory: PagedMemory, at now: Instant) -> [(wish: PageWish, rate: Double)] {
        let names = Set(memory.pages.flatMap { [$0.model, $0.model.original] }).sorted()
        let wishes = names.flatMap { [PageWish(model: $0, isExact: false), PageWish(model: $0, isExact: true)] }
        return wishes.map { ($0, rate(of: $0, at: now)) }.filter { $0.1 > 1e-6 }
    }

    /// Pages that make so much room, those first that lose least per byte; `nil` if there are not enough.
    private func victims(
        for page: PagedMemory.Page,
        _ lacking: Int,
        _ resident: [PagedMemory.Page],
        _ worth: PageWorth,
        at now: Instant
    ) -> [PagedMemory.Page]? {
        var lacking = lacking
        var left = resident
        var gone: [PagedMemory.Page] = []
        while lacking > 0 {
            let losses = worth.losses(of: left + [page])
            let able = left.indices.filter { !left[$0].isNeeded && left[$0].staysUntil ?? now <= now }
            func order(_ index: Int) -> (Double, Int) { (losses[index] / Double(max(1, left[index].byteCount)), index) }
            guard let least = able.min(by: { order($0) < order($1) }) else { return nil }
            let victim = left.remove(at: least)
            gone.append(victim)
            lacking -= victim.byteCount
        }
        // A large one that had to go may leave room for small ones that went before it.
        for index in gone.indices.reversed() where lacking + gone[index].byteCount <= 0 {
            lacking += gone.remove(at: index).byteCount
        }
        return gone
    }

    private var log2: Double { 0.693_147_180_559_945_3 }

    /// Two to the minus so many, without a library: whole halves, and between them a quotient that is off by less than 0.2 %.
    private func power(ofHalf lives: Double) -> Double {
        guard lives < 60 else { return 0 }
        let whole = Int(lives)
        let part = (lives - Double(whole)) * log2
        let half = part / 2
        return (1 - half + part * part / 12) / (1 + half + part * part / 12) / Double(1 << whole)
    }
}
