import Approximation
import Domain
import Kernel

/// Plays device, server and accounts for one rule, and does not trust it.
///
/// What a rule says is checked against the world's own record of the connection and of the context, and paid from accounts
/// that refuse what they cannot pay; then the request is dropped, whatever the rule thought.
struct DayWorld {
    private static let energy = AccountID(.cluster, .energy)
    private static let money = AccountID(.cluster, .money)

    private let scenario: DayScenario
    private var ledger = BudgetLedger()
    private var contexts: [ContextWindow]
    /// By application, what is loaded on the device.
    private var loaded: [VariantID?]
    /// By application, what ran last, and at which exit it ended where answers are replayed.
    private var lastRuns: [(frame: UInt64, choice: Choice, exit: Int)?]
    /// By application, the last frame that the accounts could not pay; its dependents have no trunk.
    private var unpaid: [UInt64?]
    private var outages: ArraySlice<Range<Instant>>
    private(set) var isConnected = true
    private(set) var tally: DayTally

    init(_ scenario: DayScenario) {
        self.scenario = scenario
        let configuration = scenario.configuration
        let budget = configuration.budget
        for (id, amount) in [(Self.energy, budget.joules), (Self.money, budget.dollars)] {
            // Rounded down, so that no unit more is used than there is.
            let units = Int64((amount * id.resource.units).rounded(.down))
            let limit = BudgetLimit(amount: units, horizon: configuration.horizon, ahead: 1)
            ledger.setLimit(limit, of: id, at: configuration.start)
        }
        let window = ContextWindow(length: configuration.contextWindow, start: configuration.start)
        contexts = scenario.applications.map { _ in window }
        loaded = scenario.applications.map { _ in nil }
        lastRuns = scenario.applications.map { _ in nil }
        unpaid = scenario.applications.map { _ in nil }
        outages = scenario.outages[...]
        tally = DayTally(scenario)
    }

    /// What is left of both budgets.
    var left: Charge {
        func amount(_ id: AccountID) -> Double { Double(ledger.accounts[id]?.left ?? 0) / id.resource.units }
        return Charge(joules: amount(Self.energy), dollars: amount(Self.money))
    }

    /// The changes of the connection up to that time, in their order.
    mutating func connectionChanges(until now: Instant) -> [(at: Instant, isUp: Bool)] {
        var changes: [(at: Instant, isUp: Bool)] = []
        while let outage = outages.first {
            if isConnected, outage.lowerBound <= now {
                isConnected = false
                changes.append((outage.lowerBound, false))
            } else if !isConnected, outage.upperBound <= now {
                isConnected = true
                changes.append((outage.upperBound, true))
                outages.removeFirst()
            } else {
                break
            }
        }
        return changes
    }

    mutating func perform(_ action: ApproximationAction, for arrival: DayTrace.Arrival) {
        let request = arrival.request
        let owner = scenario.applications[request.application]
        guard case .run(let choice) = action else { return tally.drop(arrival) }
        if choice.isShared, let base = owner.base, unpaid[base] == request.frame { return tally.drop(arrival) }
        check(choice, request)
        let end = end(choice, of: owner, arrival)
        var charge = Charge.none
        if !choice.isShared {
            charge = scenario.configuration.charge(owner.variant(choice.variant), at: choice.place, work: end.work)
        }
        let loads = needsLoad(choice)
        if loads { charge.joules += owner.variant(choice.variant).device?.loadJoules ?? 0 }
        guard pay(charge, at: arrival.at) else {
            unpaid[request.application] = request.frame
            return tally.drop(arrival)
        }
        lastRuns[request.application] = (request.frame, choice, end.exit)
        if !choice.isShared { loaded[request.application] = choice.place == .device ? choice.variant : nil }
        tally.serve(arrival, choice, end.accuracy, charge, loads: loads)
    }

    /// What a choice's answer is worth, and the part of the variant's full work that it takes.
    private func end(_ choice: Choice, of owner: Application, _ arrival: DayTrace.Arrival)
        -> (accuracy: Double, work: Double, exit: Int)
    {
        let application = choice.application
        guard let task = scenario.replays[application], let image = arrival.image else {
            let variant = owner.variant(choice.variant)
            let share = contexts[application].share
            return (variant.accuracy(atDepth: choice.depth, share: share), variant.work(atDepth: choice.depth), 0)
        }
        let model = task.model(choice.variant)
        // A head reads the features of the exit that its trunk has come to.
        let trunkEnd = choice.isShared ? owner.base.flatMap { lastRuns[$0]?.exit } : nil
        let end = trunkEnd.map { model.end(of: image, exit: $0) } ?? model.end(of: image, depth: choice.depth)
        return (end.isRight ? 1 : 0, end.work, end.exit)
    }

    /// Lets the world see what the rule will see; before ``perform(_:for:)``.
    mutating func observe(_ arrival: DayTrace.Arrival) {
        guard let isFrequent = arrival.request.isFrequent else { return }
        contexts[arrival.request.application].observe(isFrequent: isFrequent, at: arrival.at)
    }

    private mutating func pay(_ charge: Charge, at now: Instant) -> Bool {
        let amounts = BudgetAmounts(joules: charge.joules, dollars: charge.dollars)
        guard case .held(let hold) = ledger.debit(amounts, for: .nobody, at: now) else { return false }
        ledger.settle(hold, used: amounts, at: now)
        return true
    }

    private func needsLoad(_ choice: Choice) -> Bool {
        guard !choice.isShared, choice.place == .device else { return false }
        let present = loaded[choice.application]
        return scenario.loadsEveryChange ? present != choice.variant : present == nil
    }

    private mutating func check(_ choice: Choice, _ request: ApproximationRequest) {
        let configuration = scenario.configuration
        let owner = scenario.applications[request.application]
        let variant = owner.variant(choice.variant)
        func require(_ isTrue: Bool, _ words: String) { if !isTrue { tally.violate(words) } }
        require(choice.application == request.application, "a request is answered by its own application")
        if choice.isShared {
            let last = owner.base.flatMap { lastRuns[$0] }
            let trunk = last.map { scenario.applications[owner.base ?? 0].variant($0.choice.variant).name }
            require(configuration.shares, "nothing is shared where sharing is off")
            require(last?.frame == request.frame && trunk == variant.name, "a head needs its trunk on the same frame")
            return
        }
        switch choice.place {
        case .server:
            require(isConnected && configuration.usesServer, "nothing runs on a server that cannot be reached")
            require(variant.server != nil, "a variant runs where it can")
        case .device:
            require(configuration.usesDevice && variant.device != nil, "a variant runs where it can")
        }
        guard choice.variant.isSpecial else { return }
        let share = contexts[request.application].share ?? 0
        require(configuration.specializes && share >= configuration.contextShare, "specialized variants need a context")
    }
}
