import AdmissionPolicy
import Approximation
import Domain
import Kernel
import SimulationKit
import Testing

/// Random traces of jobs under budgets, with controllers that are killed.
@Suite("Budgets of jobs over random traces")
struct BudgetTraceTests {
    private static let tenants = ["a", "b", "c"].map { TenantID($0) }

    private struct Trace {
        let horizon: Double
        let perSecond: Double
        let isBursty: Bool
        /// In which an even pace pays for one job.
        let secondsPerJob: Double
        var world: BudgetWorld
        var random: SeededGenerator

        init(seed: UInt64) {
            random = SeededGenerator(seed: seed ^ 0xB0D6E7)
            horizon = 60 + 40 * random.unit()
            perSecond = 4 + 8 * random.unit()
            isBursty = random.unit() < 0.5
            // Of what the first exits of all jobs take at most: less than that, so that the account is always short.
            let joules = horizon * perSecond * BudgetWorld.watts * 1e-3 * (0.1 + 0.3 * random.unit())
            secondsPerJob = horizon * BudgetWorld.watts * 1e-3 / joules
            var limits = [
                BudgetWorld.cluster: Self.limit(joules, .energy, horizon),
                BudgetWorld.money: Self.limit(joules * 1e-5, .money, horizon),
            ]
            if random.unit() < 0.5 {
                limits[AccountID(.tenant(BudgetTraceTests.tenants[0]), .energy)] = Self.limit(
                    joules / 9,
                    .energy,
                    horizon
                )
            }
            world = BudgetWorld(seed: seed, limits: limits, cloud: random.unit() < 0.5)
        }

        private static func limit(_ amount: Double, _ resource: Resource, _ horizon: Double) -> BudgetLimit {
            BudgetLimit(amount: BudgetAmounts.units(amount, of: resource), horizon: .seconds(horizon))
        }

        mutating func run(kills: Int) {
            let killed = (0..<kills).map { _ in horizon * random.unit() }.sorted()
            var next = killed[...]
            var now = 0.0
            while true {
                let factor = isBursty ? (random.unit() < 0.8 ? 0.25 : 4) : 1
                now += 2 * random.unit() * factor / perSecond
                guard now < horizon else { return }
                let instant = Instant.origin + .seconds(now)
                if let first = next.first, first <= now {
                    next.removeFirst()
                    world.kill(at: instant)
                }
                world.ask(BudgetTraceTests.tenants[Int(random.unit() * 3)], at: instant)
            }
        }
    }

    @Test(
        "never overspent or ahead of pace at any instant, and lasting to the horizon within 2 % and one job",
        arguments: Seeds.upTo(100)
    )
    func lasts(seed: UInt64) throws {
        var trace = Trace(seed: seed)
        trace.run(kills: 0)
        #expect(trace.world.violations.isEmpty, "\(trace.world.violations.prefix(3))")
        #expect(
            trace.world.lastPaid >= .origin + .seconds(0.98 * trace.horizon - trace.secondsPerJob - 0.5),
            "the budget was gone before"
        )
        let account = try #require(trace.world.policy.budgets.ledger.account(BudgetWorld.cluster))
        #expect(Double(account.spent + account.held) >= 0.95 * Double(account.limit.amount), "too little was used")
    }

    @Test(
        "with controllers killed at random times nothing is overspent, and each takes a second's pace along at most",
        arguments: Seeds.upTo(100)
    )
    func killed(seed: UInt64) {
        var trace = Trace(seed: seed)
        trace.run(kills: 6)
        #expect(trace.world.violations.isEmpty, "\(trace.world.violations.prefix(3))")
        #expect(
            trace.world.lastPaid >= .origin + .seconds(0.98 * trace.horizon - trace.secondsPerJob - 2),
            "the budget was gone before"
        )
    }
}
