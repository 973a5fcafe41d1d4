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
    /// The mean over all jobs of the confidence that each was answered with, 0 for those without a usable answer in time.
    let meanReward: Double
    /// Milliseconds from arrival to answer, over the jobs that were answered.
    let meanResponse: Double
    let counters: LaneCounters

    init(world: LaneWorld, jobs: [WorldJob]) {
        var reward = 0.0
        var response = 0.0
        for job in jobs {
            guard let fate = world.fates[job.job.id], fate.isGood, let exit = fate.exit else { continue }
            reward += Double(job.confidences[exit])
            response += job.arrival.duration(to: fate.at).milliseconds
        }
        meanReward = reward / Double(max(1, jobs.count))
        meanResponse = response / Double(max(1, world.fates.values.count(where: \.isGood)))
        lines = (world.policy as? RecordingPolicy)?.lines ?? []
        counters = world.policy.counters
        exits = Dictionary(uniqueKeysWithValues: world.fates.map { ($0.rawValue, $1.exit ?? -1) })
    }

    var runs: [String] { lines.filter { !$0.contains("release") } }
}
