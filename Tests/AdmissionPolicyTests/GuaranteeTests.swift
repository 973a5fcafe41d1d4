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

    /// The theorem of the slack account: nothing is set aside for optional stages, early starts, merges and best effort.
    ///
    /// The last two seeds found a command that nobody had counted, and a stage that was taken for over when its job hung up.
    @Test(
        "nor where every other act is paid from the slack account",
        arguments: Array(Seeds.upTo(100)) + [1_248, 2_889]
    )
    func accountPaysForEverythingElse(seed: UInt64) {
        let target = 0.5 + 0.48 * Double(seed % 97) / 96
        var world = GuaranteeWorld(seed: seed &+ 10_000, target: target, lanesAreTold: true)
        let share = seed.isMultiple(of: 3) ? 1.0...1 : 0.1...1
        let lane = world.run(.milliseconds(400), stageShare: share)
        #expect(lane.violations == [])
        let broken = lane.fates.values.filter { $0.job.jobClass == .promised && $0.ending != .canceled && !$0.isGood }
        #expect(broken.isEmpty)
    }
}
