package import Kernel

/// Our rule: variants, depths and places of all applications chosen together, by prices of what is short.
///
/// MCDNN asks for each request what its own allowance buys. Here a joule goes to whom it helps most, now or later: energy
/// and money have prices at which all that is bought, over the situations that are to be expected (the server in and out of
/// reach, streams in and out of context), is what may be used per second if both are to last to the end.
///
/// At such prices some application is usually undecided between two options, of which one uses too much. They take turns: in the
/// mean what is used lies between the two, as a linear program would have it (``Mixer``).
///
/// Plans change when an interval is over, and when the situation changes, never within a request. What moves to the device
/// pays its load: it is charged ahead over the time that the last one has stayed (as MCDNN does), and stays a while.
///
/// Plans are made as if every model ran somewhere. What is loaded nowhere and would start too slowly for the request that
/// starts it gives way, for that request alone, to the most accurate variant that does not.
package struct PricedRule: Policy {
    package typealias Event = ApproximationEvent
    package typealias Action = ApproximationAction

    /// What is known of one application's model.
    struct Standing {
        /// Where it ran last; `nil`: it has not been loaded yet.
        var place: Place?
        var variant: VariantID?
        /// How long what is loaded next is expected to stay, in seconds.
        var stay: Double

        func holds(_ choice: Choice, everyChange: Bool) -> Bool {
            place == .device && (!everyChange || variant == choice.variant)
        }
    }

    private let applications: [Application]
    private let configuration: ApproximationConfiguration
    private let pricing: PricedConfiguration
    private let maker: MarketMaker
    private var contexts: [ContextWindow]
    private var standings: [Standing]
    private var lastLoads: [Instant]
    private var lastRuns: [(frame: UInt64, choice: Choice)?]
    private var situation: Situation
    private var clock: SituationClock
    private var mixer: Mixer
    /// Of situations that are not the present one; they do not change.
    private var otherMarkets: [Situation: PlanMarket] = [:]
    private var plan: [Choice?]
    private var nextPlan: Instant
    package private(set) var left: Charge
    package private(set) var plans = 0

    package init(
        _ applications: [Application],
        _ configuration: ApproximationConfiguration,
        _ pricing: PricedConfiguration
    ) {
        self.applications = applications
        self.configuration = configuration
        self.pricing = pricing
        maker = MarketMaker(applications: applications, configuration: configuration, pricing: pricing)
        let window = ContextWindow(length: configuration.contextWindow, start: configuration.start)
        contexts = applications.map { _ in window }
        standings = applications.map { _ in Standing(stay: pricing.minimumStay.seconds) }
        lastLoads = applications.map { _ in configuration.start }
        lastRuns = applications.map { _ in nil }
        situation = Situation(isConnected: true, levels: applications.map { _ in nil })
        clock = SituationClock(pricing, start: configuration.start)
        mixer = Mixer(start: configuration.start)
        plan = applications.map { _ in nil }
        nextPlan = configuration.start
        left = configuration.budget
    }

    package mutating func handle(_ event: ApproximationEvent, at now: Instant) -> [ApproximationAction] {
        clock.pass(in: situation, until: now)
        switch event {
        case .requested(let request): return [serve(request, at: now)]
        case .connectionChanged(let isUp): change(at: now) { $0.isConnected = isUp }
        case .budgetsRead(let charge): left = charge
        }
        return []
    }

    private mutating func change(at now: Instant, _ body: (inout Situation) -> Void) {
        let before = situation
        body(&situation)
        guard situation != before else { return }
        nextPlan = now
        mixer.reset(at: now)
    }

    private mutating func serve(_ request: ApproximationRequest, at now: Instant) -> ApproximationAction {
        let application = request.application
        if let isFrequent = request.isFrequent { contexts[application].observe(isFrequent: isFrequent, at: now) }
        let level = level(application)
        change(at: now) { $0.levels[application] = level }
        if now >= nextPlan { makePlan(at: now) }
        guard now < configuration.end, let choice = choice(for: request).flatMap(starting), isPaid(choice) else {
            return .drop(application: application)
        }
        settle(choice, request.frame, at: now)
        return .run(choice)
    }

    private func isPaid(_ choice: Choice) -> Bool {
        var charge = configuration.charge(choice, of: applications[choice.application])
        if needsLoad(choice) { charge.joules += loadJoules(choice) }
        return charge.joules <= left.joules && charge.dollars <= left.dollars
    }

    private mutating func settle(_ choice: Choice, _ frame: UInt64, at now: Instant) {
        let application = choice.application
        lastRuns[application] = (frame, choice)
        guard !choice.isShared else { return }
        let charge = configuration.charge(choice, of: applications[application])
        left.joules -= charge.joules + (needsLoad(choice) ? loadJoules(choice) : 0)
        left.dollars -= charge.dollars
        if needsLoad(choice) {
            standings[application].stay = max(pricing.minimumStay.seconds, (now - lastLoads[application]).seconds)
            lastLoads[application] = now
        }
        standings[application].place = choice.place
        standings[application].variant = choice.variant
    }

    /// What runs in place of a choice that would start too slowly.
    private func starting(_ choice: Choice) -> Choice? {
        let owner = applications[choice.application]
        func isInTime(_ id: VariantID, at place: Place) -> Bool {
            configuration.startsInTime(owner.variant(id), at: place)
        }
        guard !choice.isShared, standings[choice.application].place == nil,
            !isInTime(choice.variant, at: choice.place)
        else { return choice }
        let isReachable = situation.isConnected && configuration.usesServer
        let level = situation.levels[choice.application]
        let places = Place.allCases.filter { $0 == .server ? isReachable : configuration.usesDevice }
        let options = places.flatMap { place in
            owner.identifiers(special: choice.variant.isSpecial).filter { isInTime($0, at: place) }.map { id in
                let depth = owner.variant(id).fullDepth
                return Choice(application: choice.application, variant: id, place: place, depth: depth)
            }
        }
        return options.filter(isPaid).max { one, other in
            owner.variant(one.variant).accuracy(atShare: level) < owner.variant(other.variant).accuracy(atShare: level)
        }
    }

    /// The head on the trunk that has run for this frame, unless the plan has something better.
    private func choice(for request: ApproximationRequest) -> Choice? {
        let owner = applications[request.application]
        let planned = plan[request.application]
        guard configuration.shares, let base = owner.base, let last = lastRuns[base], last.frame == request.frame,
            let head = owner.head(on: applications[base].variant(last.choice.variant))
        else { return planned }
        if let planned, owner.variant(planned.variant).accuracy > owner.variant(head).accuracy { return planned }
        return Choice(application: request.application, variant: head, place: last.choice.place, isShared: true)
    }

    private mutating func makePlan(at now: Instant) {
        plans += 1
        let remaining = max((configuration.end - now).seconds, 1e-9)
        mixer.pass(until: now)
        let rates = ResourceRates(joules: max(0, left.joules), dollars: max(0, left.dollars)) * (1 / remaining)
        let current = maker.market(situation, standings)
        let markets = clock.parts(in: situation, remaining: remaining).map { part in
            (market: part.situation == situation ? current : otherMarket(part.situation), weight: part.part)
        }
        let mixture = PriceSearch(markets: markets, rates: rates).mixture()
        let turns = mixture.map { part in
            let plan = current.plan(at: part.prices)
            return Mixer.Turn(plan: plan, weight: part.weight, seconds: seconds(plan))
        }
        let turn = mixer.next(turns, left: left, remaining: remaining)
        plan = turn.plan.choices
        nextPlan = now + .seconds(turn.seconds)
    }

    /// How long a plan holds: what has to be loaded stays a while.
    private func seconds(_ plan: PlanMarket.Plan) -> Double {
        max(pricing.planInterval.seconds, plan.loadJoules > 0 ? pricing.minimumStay.seconds : 0)
    }

    private mutating func otherMarket(_ situation: Situation) -> PlanMarket {
        if let known = otherMarkets[situation] { return known }
        let market = maker.market(situation, nil)
        otherMarkets[situation] = market
        return market
    }

    private func needsLoad(_ choice: Choice) -> Bool {
        !choice.isShared && choice.place == .device
            && !standings[choice.application].holds(choice, everyChange: pricing.loadsEveryChange)
    }

    private func loadJoules(_ choice: Choice) -> Double {
        applications[choice.application].variant(choice.variant).device?.loadJoules ?? 0
    }

    /// The largest listed share that is reached; `nil`: not in context, or nothing special to run there.
    private func level(_ application: Int) -> Double? {
        guard configuration.specializes, let share = contexts[application].share, share >= configuration.contextShare
        else { return nil }
        let listed = applications[application].special.flatMap { $0.inContext.map(\.share) }
        return listed.filter { $0 <= share }.max()
    }
}
