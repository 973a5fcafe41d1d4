/// Looks for the prices of energy and money at which what is bought is what may be used.
///
/// With everything for free, everybody takes the most accurate option. As a resource gets dearer, those give it up first
/// who lose least accuracy for what they save of it. The prices looked for are those of the linear program that maximizes
/// accuracy over all situations, by their weights, within both rates: its dual, which is convex in both prices.
///
/// At these prices somebody is undecided between two options as a rule, and no plan alone uses what may be used. So the
/// answer is a mixture of the prices just above and below, as much of each as it takes.
struct PriceSearch {
    struct Part {
        let prices: ResourceRates
        /// For which part of the time, 0…1.
        let weight: Double
    }

    /// The two sides of a price, and what is used at them.
    private struct Sides<Price> {
        let below: (price: Price, use: ResourceRates)
        let fitting: (price: Price, use: ResourceRates)
        /// How much of the first it takes to use what may be used.
        let part: Double

        init(
            below: (price: Price, use: ResourceRates),
            fitting: (price: Price, use: ResourceRates),
            _ kind: Resource,
            _ rate: Double
        ) {
            self.below = below
            self.fitting = fitting
            let difference = below.use[kind] - fitting.use[kind]
            part = difference > 0 ? max(0, min(1, (rate - fitting.use[kind]) / difference)) : 0
        }

        var use: ResourceRates { below.use * part + fitting.use * (1 - part) }
    }

    /// Halvings of an interval of a price in its logarithm; 17 leave a quarter of a thousandth of a range of 10¹⁴.
    private static let halvings = 17
    private static let range = (low: 1e-8, high: 1e6)

    let markets: [(market: PlanMarket, weight: Double)]
    /// What may be used per second.
    let rates: ResourceRates

    func mixture() -> [Part] {
        let joules = price { moneySides(joules: $0).use.joules <= rates.joules }
        let (below, fitting) = (moneySides(joules: joules.below), moneySides(joules: joules.fitting))
        let sides = Sides(below: (below, below.use), fitting: (fitting, fitting.use), .energy, rates.joules)
        let parts = [(below, sides.part), (fitting, 1 - sides.part)].flatMap { money, part in
            [
                Part(prices: money.below.price, weight: part * money.part),
                Part(prices: money.fitting.price, weight: part * (1 - money.part)),
            ]
        }
        return parts.filter { $0.weight > 1e-9 }
    }

    /// Both sides of the price of money that makes the money suffice, at that price of energy.
    private func moneySides(joules: Double) -> Sides<ResourceRates> {
        func side(_ dollars: Double) -> (price: ResourceRates, use: ResourceRates) {
            let prices = ResourceRates(joules: joules, dollars: dollars)
            return (prices, use(at: prices))
        }
        // A dollar buys some ten thousand times as many answers as a joule.
        let found = price(scale: 1e4) { side($0).use.dollars <= rates.dollars }
        return Sides(below: side(found.below), fitting: side(found.fitting), .money, rates.dollars)
    }

    private func use(at prices: ResourceRates) -> ResourceRates {
        markets.reduce(.zero) { $0 + $1.market.use(at: prices) * $1.weight }
    }

    /// The least price that fits, and one just below it; both 0 if that fits, the highest one if even that does not.
    ///
    /// The one below must not fit, for both are mixed: where the lowest price fits already, it is 0.
    private func price(scale: Double = 1, _ fits: (Double) -> Bool) -> (below: Double, fitting: Double) {
        if fits(0) { return (0, 0) }
        var (below, fitting) = (Self.range.low * scale, Self.range.high * scale)
        if fits(below) { return (0, below) }
        for _ in 0..<Self.halvings {
            let middle = (below * fitting).squareRoot()
            if fits(middle) { fitting = middle } else { below = middle }
        }
        return (below, fitting)
    }
}
