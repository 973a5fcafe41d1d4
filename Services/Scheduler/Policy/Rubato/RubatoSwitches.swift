/// Which of Rubato's mechanisms are on.
struct RubatoSwitches: Hashable, Sendable {
    let usesSlack: Bool
    let plans: Bool
    let usesPrice: Bool
    let startsEarly: Bool
    let merges: Bool
    let stops: Bool
    let defers: Bool
    let holds: Bool

    init(_ options: PolicyOptions) {
        usesSlack = options.whole(RubatoTunables.slack) > 0
        plans = options.whole(RubatoTunables.plan) > 0
        usesPrice = options.whole(RubatoTunables.price) > 0
        startsEarly = options.whole(RubatoTunables.earlyStart) > 0
        merges = options.whole(RubatoTunables.merge) > 0
        stops = options.whole(RubatoTunables.stop) > 0
        holds = options.whole(RubatoTunables.hold) > 0
        defers = options.whole(RubatoTunables.defers) > 0
    }
}
