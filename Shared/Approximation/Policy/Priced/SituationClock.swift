import Kernel

/// For which part of the time each situation lasted, which is what is expected of the time to come.
struct SituationClock {
    /// The most situations that are told apart; at the bound time in a new one counts for nobody.
    private static let limit = 32

    private let expectedOutage: Double
    private let outageWeight: Double
    private let persistence: Double
    private var seconds: [(situation: Situation, seconds: Double)] = []
    /// How long outages lasted together, and how many there were; begins with one as it is expected.
    private var outages: (seconds: Double, count: Double)
    private var wasConnected = true
    private var last: Instant

    init(_ configuration: PricedConfiguration, start: Instant) {
        expectedOutage = configuration.expectedOutage
        outageWeight = configuration.outageWeight.seconds
        persistence = configuration.persistence.seconds
        outages = (configuration.expectedOutageLength.seconds, 1)
        last = start
    }

    /// Counts the time since the last call for the situation that it was in.
    mutating func pass(in situation: Situation, until now: Instant) {
        let passed = (now - last).seconds
        add(passed, in: situation, &seconds)
        if !situation.isConnected {
            outages.seconds += passed
            outages.count += wasConnected ? 1 : 0
        }
        wasConnected = situation.isConnected
        last = now
    }

    /// The parts of the time to come, which add up to 1.
    ///
    /// The present situation is expected to last a while, after that each has the part that it had so far; before anything
    /// was seen outages have the part that they are expected to have. Near the end an outage has all of the time or nothing,
    /// and what was kept for it in vain is little: then as much is kept as an outage of the usual length needs.
    func parts(in situation: Situation, remaining: Double) -> [(situation: Situation, part: Double)] {
        var expected = seconds
        for isConnected in [true, false] {
            let other = Situation(isConnected: isConnected, levels: situation.levels)
            let share = isConnected ? 1 - expectedOutage : expectedOutage
            add(outageWeight * share, in: other, &expected)
        }
        let sum = expected.reduce(0) { $0 + $1.seconds }
        let away = expected.reduce(0) { $0 + ($1.situation.isConnected ? 0 : $1.seconds) } / sum
        let one = min(1, outages.seconds / outages.count / max(remaining, 1e-9))
        let kept = away > 0 && away < 1 && expectedOutage > 0 ? max(away, one) : away
        let present = min(1, persistence / max(remaining, 1e-9))
        return expected.map { entry in
            let scale = entry.situation.isConnected ? (1 - kept) / max(1 - away, 1e-9) : kept / max(away, 1e-9)
            let later = (1 - present) * entry.seconds / sum * scale
            return (entry.situation, entry.situation == situation ? present + later : later)
        }
    }

    private func add(
        _ time: Double,
        in situation: Situation,
        _ list: inout [(situation: Situation, seconds: Double)]
    ) {
        if let index = list.firstIndex(where: { $0.situation == situation }) {
            list[index].seconds += time
        } else if list.count < Self.limit {
            list.append((situation, time))
        }
    }
}
