import AdmissionPolicy
import Approximation
import Domain
import Kernel
import SimulationKit
import Testing

@Suite("Budgets and the ladder")
struct BudgetLadderTests {
    private static let energy = BudgetWorld.cluster
    private static let money = BudgetWorld.money

    private static func limit(_ amount: Double, _ resource: Resource, horizon: Double = 100, ahead: Double = 1)
        -> BudgetLimit
    {
        BudgetLimit(amount: BudgetAmounts.units(amount, of: resource), horizon: .seconds(horizon), ahead: ahead)
    }

    private static func world(joules: Double?, dollars: Double?, ladder: [LadderStep]? = nil) -> BudgetWorld {
        var limits: [AccountID: BudgetLimit] = [:]
        limits[energy] = joules.map { limit($0, .energy) }
        limits[money] = dollars.map { limit($0, .money) }
        var world = BudgetWorld(
            seed: 1,
            limits: limits,
            cloud: true,
            ladders: ladder.map { [.nobody: $0] } ?? [:]
        )
        world.end(until: .origin + .milliseconds(50))
        return world
    }

    @Test("with enough of everything nobody takes a step")
    func plenty() {
        var world = Self.world(joules: 1_000, dollars: 1)
        for count in 0..<50 { world.ask(at: .origin + .milliseconds(100 + 20 * count)) }
        #expect(world.steps == [.full: 50])
        #expect(world.refusals.isEmpty && world.violations.isEmpty)
    }

    @Test("full depth, then a shallower exit, then the cloud, then a refusal that names the account")
    func stepByStep() {
        // A hundred jobs a second: 5 J at full depth, 1 J at the first exit; there are 30 J and money for 400 jobs.
        var world = Self.world(joules: 30, dollars: 400 * 5e-6)
        for count in 0..<9_000 { world.ask(at: .origin + .milliseconds(100 + 10 * count)) }
        #expect(world.violations.isEmpty, "\(world.violations.prefix(3))")
        let steps = LadderStep.allCases.filter { $0 != .variant }.map { world.steps[$0] ?? 0 }
        #expect(steps.allSatisfy { $0 > 0 }, "\(world.steps)")
        #expect((world.steps[.shallowerExit] ?? 0) > (world.steps[.full] ?? 0))
        #expect(Set(world.refusals.keys).isSubset(of: ["cluster/money"]), "\(world.refusals)")
    }

    @Test("a tenant's own order counts: the cloud before a shallower exit, or nothing at all")
    func ownOrder() {
        var cloudFirst = Self.world(joules: 60, dollars: 1, ladder: [.cloud, .shallowerExit])
        var strict = Self.world(joules: 60, dollars: 1, ladder: [])
        for count in 0..<2_000 {
            let now = Instant.origin + .milliseconds(100 + 10 * count)
            cloudFirst.ask(at: now)
            strict.ask(at: now)
        }
        #expect((cloudFirst.steps[.cloud] ?? 0) > 1_000 && cloudFirst.steps[.shallowerExit] == nil)
        #expect(Set(strict.steps.keys) == [.full])
        #expect(Set(strict.refusals.keys) == ["cluster/energy"])
    }

    @Test("a tenant's account stops that tenant and nobody else, and is named")
    func tenants() {
        let poor = TenantID("poor")
        let limits = [
            AccountID(.tenant(poor), .energy): Self.limit(0.1, .energy), Self.energy: Self.limit(1_000, .energy),
        ]
        var world = BudgetWorld(seed: 1, limits: limits, cloud: false)
        world.end(until: .origin + .milliseconds(50))
        for count in 0..<400 {
            world.ask(count % 2 == 0 ? poor : TenantID("rich"), at: .origin + .milliseconds(100 + 10 * count))
        }
        #expect(Set(world.refusals.keys) == ["tenant/poor/energy"])
        #expect((world.steps[.full] ?? 0) >= 200)
        #expect(world.violations.isEmpty, "\(world.violations.prefix(3))")
    }

    @Test("without accounts nothing is asked of a store, and a booking asks it all the same")
    func unlimited() {
        var fixture = AdmissionFixture()
        let actions = fixture.send(.jobAsked(JobID(1), AdmissionFixture.request(20)), at: 0)
        #expect(actions.count == 1)
        #expect(fixture.policy.budgets.isEmpty)
        #expect(fixture.send(.budget(.bookingDue), at: 1) == [.coverBudgets([])])
        #expect(fixture.send(.budget(.bookingDue), at: 2).isEmpty, "one question at a time")
    }

    @Test("a store that fails is asked again, and what it did not book is in the next question")
    func storeFails() throws {
        let account = BudgetAccount(.energy, limit: Self.limit(10, .energy), at: .origin)
        var member = TestModels.member([AdmissionFixture.model])
        member.watts = 10
        var fixture = AdmissionFixture([member])
        let grant = CoverGrant(Self.energy, account, covered: 0)
        guard case .coverBudgets(let first)? = fixture.send(.budget(.covered([grant])), at: 0).last else {
            Issue.record("an account of which nothing is set aside is asked for")
            return
        }
        #expect(fixture.send(.budget(.storeFailed), at: 1).isEmpty)
        #expect(fixture.send(.budget(.bookingDue), at: 2) == [.coverBudgets(first)])
    }
}
