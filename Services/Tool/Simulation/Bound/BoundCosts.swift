import Domain
import Kernel
import SchedulerPolicy

/// What stages cost at the least, by model and exit, in nanoseconds.
struct BoundCosts {
    /// Machine time per job through that exit, every stage at its best batch size on the best worker.
    let shared: [[Double]]
    /// How long a job alone needs through that exit on the best worker.
    let alone: [[Int64]]
    /// Workers, as one machine.
    let speed: Double
    let uplink: Int64
    let downlink: Int64

    init(_ scenario: Scenario) {
        uplink = scenario.network.uplink.nanoseconds
        downlink = scenario.network.downlink.nanoseconds
        speed = Double(scenario.workers.count)
        shared = scenario.models.map { model in
            Self.sums(model, scenario) { worker, profile, stage in
                let limit = min(profile.capacity, scenario.lane.maxBatch)
                let shares = (1...limit).map {
                    worker.unmovedBound(profile, stage: stage, jobs: $0).seconds * 1e9 / Double($0)
                }
                return (shares.min() ?? 0) * worker.share.lowerBound / worker.speed
            }
        }
        alone = scenario.models.map { model in
            let least = Self.sums(model, scenario) { worker, profile, stage in
                worker.unmovedBound(profile, stage: stage, jobs: 1).seconds * 1e9 * worker.share.lowerBound
                    / worker.speed
            }
            return least.map { Int64($0.rounded(.down)) }
        }
    }

    private static func sums(
        _ model: SimulatedModel,
        _ scenario: Scenario,
        _ cost: (WorkerSpec, ExecutionProfile, Int) -> Double
    ) -> [Double] {
        var sum = 0.0
        return model.served.exits.indices.map { stage in
            let able = scenario.workers.compactMap { worker in
                worker.profiles[model.served.id].map { cost(worker, $0, stage) }
            }
            sum += able.min() ?? .infinity
            return sum
        }
    }
}
