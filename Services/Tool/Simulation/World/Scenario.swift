package import AdmissionPolicy
import Domain
package import GatewayPolicy
import Kernel
package import SchedulerPolicy

/// Everything that decides what happens in a simulation; equal scenarios give equal results to the last bit.
package struct Scenario: Sendable {
    package var name: String
    package var seed: UInt64
    /// How long jobs arrive; the simulation goes on until the last of them has an end.
    package var length: Duration
    package var models: [SimulatedModel]
    package var workers: [WorkerSpec]
    package var cloud: CloudSpec?
    package var sources: [SourceSpec]
    package var faults: [Fault] = []
    package var network = NetworkSpec()
    /// A name of `LanePolicyCatalog`, for every worker.
    package var policy = "rubato"
    package var lane = LaneConfiguration()
    /// A name of ``AdmissionCatalog``.
    package var admission = "rubato"
    package var ledger = AdmissionConfiguration()
    /// Of the gateway that sees jobs through which may leave the cluster.
    package var gateway = GatewayLimits()
    /// What all may use together in the time in which jobs come; `nil`: it is not limited.
    package var budget: (joules: Double?, dollars: Double?) = (nil, nil)
    /// Whether jobs of policies whose papers let nobody leave early get a threshold above 1.
    package var exitsAsPublished = false
    /// Replaces the threshold of every job, in place of models' and sources' own.
    package var threshold: Float?
    /// Multiplies every open-loop rate and number of streams.
    package var loadFactor = 1.0

    package init(
        name: String,
        seed: UInt64 = 1,
        length: Duration,
        models: [SimulatedModel],
        workers: [WorkerSpec],
        sources: [SourceSpec]
    ) {
        self.name = name
        self.seed = seed
        self.length = length
        self.models = models
        self.workers = workers
        self.sources = sources
    }

    /// Whether its jobs leave at the first exit that is confident enough.
    package var leavesEarly: Bool { !exitsAsPublished || LanePolicyCatalog.entry(policy)?.leavesEarly ?? true }

    /// Whether what arrives depends on what was answered.
    package var isClosedLoop: Bool {
        sources.contains { source in
            if case .closed = source.arrivals { true } else { false }
        }
    }

    /// Jobs of that model per second that all workers together complete at full depth in their best batches.
    package func fullDepthCapacity(of model: Int) -> Double {
        workers.reduce(0) { sum, worker in
            guard let profile = worker.profiles[models[model].served.id] else { return sum }
            let limit = min(profile.capacity, lane.maxBatch)
            let cost = (0..<profile.stageCount).reduce(0.0) { total, stage in
                let shares = (1...limit).map { profile.wcet(stage: stage, batchSize: $0).seconds / Double($0) }
                return total + (shares.min() ?? 0)
            }
            return sum + worker.speed / cost
        }
    }
}
