/// All options in one situation: whether the server can be reached, and who is in which context.
///
/// At given prices every application buys what leaves it most, apart from the others, so a plan costs one pass over the
/// options. Only applications on one trunk are tied: the trunk is bought for the sum of what it is worth to all of them.
struct PlanMarket {
    struct Plan {
        /// By application; `nil`: what it asks is dropped, unless it has a head on its trunk.
        var choices: [Choice?]
        var use = ResourceRates.zero
        /// Right answers per second.
        var value = 0.0
        /// What it holds of the device's memory.
        var bytes = 0.0
        /// What must be loaded for it.
        var loadJoules = 0.0
        /// How many applications get no answers.
        var unanswered = 0
    }

    /// What is bought, by application: the place among its options, or one of the two.
    private static let nothing = -1
    private static let head = -2

    private let options: [[PricedOption]]
    /// By application, who has a head on its trunk; empty for those, they have no dependents of their own.
    private let dependents: [[Int]]
    private let roots: [Int]
    private let memoryLimit: Double?

    /// Takes the options of each application; those that another one beats in everything are left out.
    init(options: [[PricedOption]], dependents: [[Int]], memoryLimit: Int64?) {
        self.options = options.map { all in
            all.enumerated().filter { place, option in
                !all.enumerated().contains {
                    $0.offset != place && $0.element.beats(option, isFirst: $0.offset < place)
                }
            }.map(\.element)
        }
        self.dependents = dependents
        let isDependent = Set(dependents.joined())
        roots = options.indices.filter { !isDependent.contains($0) }
        self.memoryLimit = memoryLimit.map { Double($0) }
    }

    /// What is used per second at those prices.
    func use(at prices: ResourceRates) -> ResourceRates {
        guard memoryLimit == nil else { return plan(at: prices).use }
        var use = ResourceRates.zero
        buy(at: prices, perByte: 0) { application, place in
            if place >= 0 { use = use + options[application][place].use }
        }
        return use
    }

    /// The plan that each application prefers at those prices, with a price of memory on top if that is short.
    func plan(at prices: ResourceRates) -> Plan {
        let plan = plan(at: prices, perByte: 0)
        guard let memoryLimit, plan.bytes > memoryLimit else { return plan }
        var (low, high) = (0.0, 1e-12)
        while high < 1e12, self.plan(at: prices, perByte: high).bytes > memoryLimit { (low, high) = (high, high * 4) }
        for _ in 0..<40 {
            let middle = (low + high) / 2
            if self.plan(at: prices, perByte: middle).bytes > memoryLimit { low = middle } else { high = middle }
        }
        return self.plan(at: prices, perByte: high)
    }

    private func plan(at prices: ResourceRates, perByte: Double) -> Plan {
        var plan = Plan(choices: Array(repeating: nil, count: options.count))
        buy(at: prices, perByte: perByte) { application, place in
            if place == Self.nothing { plan.unanswered += 1 }
            guard place >= 0 else { return }
            let option = options[application][place]
            plan.choices[application] = option.choice
            plan.use = plan.use + option.use
            plan.value += option.value
            plan.bytes += option.bytes
            plan.loadJoules += option.loadJoules
        }
        return plan
    }

    private func buy(at prices: ResourceRates, perByte: Double, _ visit: (_ application: Int, _ place: Int) -> Void) {
        for root in roots {
            let family = dependents[root]
            let alone = family.map { best($0, prices, perByte) }
            var chosen = Self.nothing
            var most = alone.reduce(0) { $0 + $1.rest }
            options[root].withUnsafeBufferPointer { options in
                for place in options.indices {
                    var rest = options[place].rest(prices, perByte)
                    for member in family.indices { rest += max(options[place].heads[member] ?? 0, alone[member].rest) }
                    if rest > most { (chosen, most) = (place, rest) }
                }
            }
            visit(root, chosen)
            for (member, dependent) in family.enumerated() {
                let head = chosen >= 0 ? options[root][chosen].heads[member] : nil
                visit(dependent, (head ?? -1) >= alone[member].rest ? Self.head : alone[member].place)
            }
        }
    }

    private func best(_ application: Int, _ prices: ResourceRates, _ perByte: Double) -> (place: Int, rest: Double) {
        options[application].withUnsafeBufferPointer { options in
            var best = (place: Self.nothing, rest: 0.0)
            for place in options.indices {
                let rest = options[place].rest(prices, perByte)
                if rest > best.rest { best = (place, rest) }
            }
            return best
        }
    }
}
