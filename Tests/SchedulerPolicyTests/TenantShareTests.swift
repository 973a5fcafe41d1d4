import Domain
import Kernel
import SchedulerPolicy
import SimulationKit
import Testing

@Suite("A lane among tenants")
struct TenantShareTests {
    private static let model = TestModels.model(
        "model",
        perSample: [.microseconds(500), .milliseconds(1), .milliseconds(1)],
        fixed: .microseconds(200),
        capacity: 8
    )

    private struct Load {
        let tenant: Tenant
        /// Jobs per second.
        let rate: Double
        let jobClass: JobClass
    }

    /// What became of each tenant's jobs of that many seconds of load; the first 300 ms do not count.
    private static func run(_ loads: [Load], seed: UInt64, seconds: Double = 3) -> [TenantID: [Fate]] {
        let configuration = LaneConfiguration(maxPending: 200, blockingLimit: .milliseconds(4))
        var world = LaneWorld(
            policy: Lane<RubatoDiscipline>(configuration: configuration),
            member: TestModels.member([model]),
            seed: seed
        )
        var random = SeededGenerator(seed: seed)
        var tenants: [JobID: TenantID] = [:]
        var id: UInt64 = 0
        for load in loads {
            var at = Instant.origin + random.gap(mean: .seconds(1 / load.rate))
            while at < .origin + .seconds(seconds) {
                id += 1
                let job = LaneJob(
                    id: JobID(id),
                    model: model.id,
                    jobClass: load.jobClass,
                    deadline: at + .milliseconds(80),
                    rule: ExitRule(mandatoryExit: 0, lastExit: 2, threshold: 2),
                    tenant: load.tenant
                )
                if at > .origin + .milliseconds(300) { tenants[job.id] = load.tenant.id }
                world.submit(WorldJob(job, arrival: at, confidences: [0.3, 0.6, 0.9]))
                at = at + random.gap(mean: .seconds(1 / load.rate))
            }
        }
        world.run()
        #expect(world.violations == [])
        return Dictionary(grouping: world.fates.values.filter { tenants[$0.job.id] != nil }) { $0.job.tenant.id }
    }

    private static func answered(_ fates: [Fate]?) -> Int { (fates ?? []).count { $0.exit != nil } }
    private static func deep(_ fates: [Fate]?) -> Int { (fates ?? []).count { $0.exit == 2 } }

    @Test("best effort of two that flood it is shared by weight", arguments: Seeds.upTo(10))
    func byWeight(seed: UInt64) {
        let (light, heavy) = (Tenant(TenantID("light"), weight: 1), Tenant(TenantID("heavy"), weight: 4))
        let loads = [light, heavy].map { Load(tenant: $0, rate: 2_000, jobClass: .bestEffort) }
        let fates = Self.run(loads, seed: seed)
        let ratio = Double(Self.answered(fates[heavy.id])) / Double(max(1, Self.answered(fates[light.id])))
        #expect((2.8...5.5).contains(ratio), "4 to 1 became \(ratio) to 1")
    }

    @Test("a flood of weight 1 of 10 takes nothing from one within its part, nor starves", arguments: Seeds.upTo(10))
    func flood(seed: UInt64) {
        let (flooding, modest) = (Tenant(TenantID("flooding"), weight: 1), Tenant(TenantID("modest"), weight: 9))
        let fates = Self.run(
            [
                Load(tenant: flooding, rate: 4_000, jobClass: .bestEffort),
                Load(tenant: modest, rate: 150, jobClass: .bestEffort),
            ],
            seed: seed
        )
        #expect(Double(Self.answered(fates[modest.id])) >= 0.97 * Double(fates[modest.id]?.count ?? 0))
        #expect(Self.answered(fates[flooding.id]) > 300)
    }

    @Test("nor the optional stages of promised jobs", arguments: Seeds.upTo(10))
    func optionalStages(seed: UInt64) {
        let (flooding, modest) = (Tenant(TenantID("flooding"), weight: 1), Tenant(TenantID("modest"), weight: 9))
        // 0.5 ms of mandatory work a job: 85 % of the lane; 2 ms more of optional work each.
        let loads = [
            Load(tenant: flooding, rate: 1_000, jobClass: .promised),
            Load(tenant: modest, rate: 40, jobClass: .promised),
        ]
        let fates = Self.run(loads, seed: seed)
        let modestShare = Double(Self.deep(fates[modest.id])) / Double(max(1, fates[modest.id]?.count ?? 0))
        let floodShare = Double(Self.deep(fates[flooding.id])) / Double(max(1, fates[flooding.id]?.count ?? 0))
        #expect(modestShare >= 0.8, "the modest one got \(modestShare) to full depth")
        #expect(floodShare < modestShare)
        #expect(Self.answered(fates[flooding.id]) >= (fates[flooding.id]?.count ?? 0) * 98 / 100)
    }
}
