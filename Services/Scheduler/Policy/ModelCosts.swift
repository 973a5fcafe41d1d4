package import Domain
import Kernel

/// One served model in the numbers that decisions are made of: bounds in nanoseconds, and what further stages are worth.
///
/// It never changes, and is asked several times an event; by reference nothing is copied.
package final class ModelCosts: Sendable {
    package let model: ModelID
    package let capacity: Int
    /// As measured on the test set; as many as stages, unless the worker says less than that.
    package let exits: [ServedModel.Exit]
    /// The batch size at which costs per job are compared.
    private static let usualBatch = 8
    /// What a stage is taken to gain that the test set says is in vain, so that a lane without other work still runs it.
    private static let leastGain = 1e-4

    /// A batch has company enough where its cost per job is at most this much above the least.
    private static let enough = 1.1

    /// Per stage the smallest batch whose cost per job is near the least.
    private let companies: [Int]
    /// The longest bound of one stage of one job.
    package let longestStage: Int64
    /// Indexed by stage, then by batch size less one.
    private let bounds: [[Int64]]
    /// Per stage what it costs per job in a batch of usual size, in nanoseconds.
    package let usualCosts: [Double]
    /// Per stage what running on from there is worth.
    private let outlooks: [Outlook]

    /// The next stages that pay best together, as the test set says.
    package struct Outlook: Hashable, Sendable {
        /// The exit after the last of them.
        package let exit: Int
        /// The share of the gap to certainty that they are expected to close.
        package let gain: Double
        /// What they cost per job in a batch of usual size, in nanoseconds.
        package let cost: Double
    }

    package init(_ served: ServedModel) {
        let profile = served.profile
        model = served.id
        capacity = profile.capacity
        exits = served.exits
        bounds = (0..<profile.stageCount).map { stage in
            (1...profile.capacity).map { profile.wcet(stage: stage, batchSize: $0).nanoseconds }
        }
        usualCosts = bounds.map { row in
            let batch = min(Self.usualBatch, row.count)
            return Double(max(1, row[batch - 1])) / Double(batch)
        }
        longestStage = bounds.reduce(0) { max($0, $1[0]) }
        companies = bounds.map { row in
            let shares = row.enumerated().map { Double($1) / Double($0 + 1) }
            let least = shares.min() ?? 0
            return 1 + (shares.firstIndex { $0 <= Self.enough * least } ?? 0)
        }
        outlooks = Self.outlooks(exits: served.exits, costs: usualCosts)
    }

    package var stageCount: Int { bounds.count }

    /// The bound of one stage; what exceeds the capacity runs in parts.
    package func bound(stage: Int, jobs: Int) -> Int64 {
        guard jobs > capacity else { return jobs > 0 ? bounds[stage][jobs - 1] : 0 }
        return bounds[stage][capacity - 1] * Int64(jobs / capacity) + bound(stage: stage, jobs: jobs % capacity)
    }

    package func bound(stages: ClosedRange<Int>, jobs: Int) -> Int64 {
        stages.reduce(0) { $0 + bound(stage: $1, jobs: jobs) }
    }

    /// The smallest batch that hardly gains by growing.
    func company(stage: Int) -> Int { companies[stage] }

    package func outlook(stage: Int) -> Outlook { outlooks[stage] }

    /// What a nanosecond is expected to add to the confidence of a job that is about to run this stage.
    package func gainRate(stage: Int, confidence: Float) -> Double {
        outlooks[stage].gain * Double(max(0, 1 - confidence)) / outlooks[stage].cost
    }

    /// From the accuracies of the test set, looking ahead to the exit that pays best; where they say nothing, each stage
    /// is expected to halve the gap (RTDeepIoT's predictor `exp`).
    private static func outlooks(exits: [ServedModel.Exit], costs: [Double]) -> [Outlook] {
        costs.indices.map { stage in
            let before = stage == 0 || stage > exits.count ? 0 : exits[stage - 1].accuracy
            guard exits.count == costs.count, before < 1, exits[stage].accuracy > 0 else {
                return Outlook(exit: stage, gain: 0.5, cost: costs[stage])
            }
            var best = Outlook(exit: stage, gain: leastGain, cost: costs[stage])
            var cost = 0.0
            for exit in stage..<costs.count {
                cost += costs[exit]
                let gain = (exits[exit].accuracy - before) / (1 - before)
                if gain / cost > best.gain / best.cost { best = Outlook(exit: exit, gain: gain, cost: cost) }
            }
            return best
        }
    }
}
