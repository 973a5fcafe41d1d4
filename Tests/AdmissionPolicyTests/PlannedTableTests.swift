import Domain
import SchedulerPolicy
import SimulationKit
import Testing

@Suite("What only a planned table keeps")
struct PlannedTableTests {
    @Test(
        "no frame misses its mandatory part, whatever ends early, leaves early or comes beside it",
        arguments: Seeds.upTo(100)
    )
    func noPromiseIsBroken(seed: UInt64) {
        var world = GuaranteeWorld(seed: seed &+ 20_000, hasLongStages: true)
        let lane = world.run(.milliseconds(600), stageShare: seed.isMultiple(of: 2) ? 1.0...1 : 0.1...1)
        #expect(lane.violations == [])
        let broken = lane.fates.values.filter { $0.job.jobClass == .promised && $0.ending != .canceled && !$0.isGood }
        #expect(broken.isEmpty)
        if world.planned > 0 { #expect(lane.policy.tableMark == world.plan.table?.mark ?? 0) }
    }

    @Test("nor does any while streams come and go, and lanes take tables up and leave them", arguments: Seeds.upTo(100))
    func joining(seed: UInt64) {
        var world = JoiningWorld(seed: seed)
        let lane = world.run()
        #expect(lane.violations == [])
        let broken = lane.fates.values.filter { !$0.isGood }
        #expect(broken.isEmpty)
    }

    @Test("lanes do take tables up while they work")
    func areTakenUp() {
        let planned = (UInt64(0)..<30).reduce(0) { sum, seed in
            var world = JoiningWorld(seed: seed)
            _ = world.run()
            return sum + world.planned
        }
        #expect(planned >= 10)
    }

    @Test("it takes streams that the static test refuses")
    func takesMore() {
        let planned = (0..<200).count { GuaranteeWorld(seed: $0 &+ 20_000, hasLongStages: true).planned > 0 }
        #expect(planned >= 40)
    }
}
