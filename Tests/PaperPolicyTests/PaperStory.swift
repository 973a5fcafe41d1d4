import Domain
import Kernel
import SchedulerPolicy
import SimulationKit

/// What a lane did in a ``PaperWorld``.
struct PaperStory {
    /// In order, with milliseconds.
    let lines: [String]
    /// The exit with which each job ended, -1 without one.
    let exits: [UInt64: Int]
    let counters: LaneCounters

    init(world: LaneWorld) {
        lines = (world.policy as? RecordingPolicy)?.lines ?? []
        counters = world.policy.counters
        exits = Dictionary(uniqueKeysWithValues: world.fates.map { ($0.rawValue, $1.exit ?? -1) })
    }

    var runs: [String] { lines.filter { !$0.contains("release") } }
}
