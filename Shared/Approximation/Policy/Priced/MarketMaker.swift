/// Lists what can be bought in a situation.
struct MarketMaker {
    let applications: [Application]
    let configuration: ApproximationConfiguration
    let pricing: PricedConfiguration

    /// The market of a situation; without standings it is one of another time, where loads are not foreseen.
    func market(_ situation: Situation, _ standings: [PricedRule.Standing]?) -> PlanMarket {
        let dependents = applications.indices.map { base in
            configuration.shares ? applications.indices.filter { applications[$0].base == base } : []
        }
        let options = applications.indices.map { application in
            Place.allCases.flatMap { place in
                self.options(application, place, situation, standings?[application], dependents[application])
            }
        }
        return PlanMarket(options: options, dependents: dependents, memoryLimit: pricing.memoryBytes)
    }

    private func options(
        _ application: Int,
        _ place: Place,
        _ situation: Situation,
        _ standing: PricedRule.Standing?,
        _ dependents: [Int]
    ) -> [PricedOption] {
        guard place == .server ? configuration.usesServer && situation.isConnected : configuration.usesDevice else {
            return []
        }
        let owner = applications[application]
        let level = situation.levels[application]
        // In context, too, a general variant may be right more often than a head for few classes on a smaller one.
        let special = level == nil ? [] : owner.identifiers(special: true)
        return (special + owner.identifiers(special: false)).flatMap { id -> [PricedOption] in
            let variant = owner.variant(id)
            guard place == .server ? variant.server != nil : variant.device != nil else { return [] }
            let heads = dependents.map { dependent -> Double? in
                let other = applications[dependent]
                return other.head(on: variant).map { other.variant($0).accuracy * other.rate }
            }
            return variant.depths(atShare: level).enumerated().map { depth, exit in
                let choice = Choice(application: application, variant: id, place: place, depth: depth)
                return option(choice, owner, exit.accuracy, standing, heads)
            }
        }
    }

    private func option(
        _ choice: Choice,
        _ owner: Application,
        _ accuracy: Double,
        _ standing: PricedRule.Standing?,
        _ heads: [Double?]
    ) -> PricedOption {
        let charge = configuration.charge(choice, of: owner)
        let variant = owner.variant(choice.variant)
        var use = ResourceRates(joules: charge.joules, dollars: charge.dollars) * owner.rate
        var load = 0.0
        if choice.place == .device, let standing, !standing.holds(choice, everyChange: pricing.loadsEveryChange) {
            load = variant.device?.loadJoules ?? 0
            use.joules += load / standing.stay
        }
        return PricedOption(
            choice: choice,
            value: accuracy * owner.rate,
            use: use,
            bytes: choice.place == .device ? Double(variant.memoryBytes ?? 0) : 0,
            loadJoules: load,
            heads: heads
        )
    }
}
