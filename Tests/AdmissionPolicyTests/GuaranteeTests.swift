import Domain
import Kernel
import SimulationKit
import Testing

@Suite("What admission promises, the lane keeps")
struct GuaranteeTests {
    @Test("no frame of an admitted stream misses its mandatory part", arguments: Seeds.upTo(200))
    func noPromiseIsBroken(seed: UInt64) {
        var world = GuaranteeWorld(seed: seed)
        let share = seed.isMultiple(of: 2) ? 1.0...1 : 0.2...1
        let lane = world.run(.milliseconds(400), stageShare: share)
        #expect(lane.violations == [])
        let broken = lane.fates.values.filter { $0.job.jobClass == .promised && $0.ending != .canceled && !$0.isGood }
        #expect(broken.isEmpty)
    }
}
