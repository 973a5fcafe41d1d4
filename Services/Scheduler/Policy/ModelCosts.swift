package import Domain
import Kernel

/// One served model in the numbers that decisions are made of: bounds in nanoseconds, and what further stages are worth.
package struct ModelCosts: Hashable, Sendable {
    package let model: ModelID
    package let capacity: Int
    /// As measured on the test set; as many as stages, unless the worker says less than that.
    package let exits: [ServedModel.Exit]
    /// Indexed by stage, then by batch size less one.
    private let bounds: [[Int64]]
    /// Per stage: the share of the gap to certainty that running on from here closes, per nanosecond.
    private let gapRates: [Double]

    package init(_ served: ServedModel) {
        let profile = served.profile
        model = served.id
        capacity = profile.capacity
        exits = served.exits
        bounds = (0..<profile.stageCount).map { stage in
            (1...profile.capacity).map { profile.wcet(stage: stage, batchSize: $0).nanoseconds }
        }
        gapRates = Self.gapRates(exits: served.exits, bounds: bounds)
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

    /// What a nanosecond is expected to add to the confidence of a job that is about to run this stage.
    package func gainRate(stage: Int, confidence: Float) -> Double {
        gapRates[stage] * Double(max(0, 1 - confidence))
    }

    /// From the accuracies of the test set, looking ahead to the exit that pays best; where they say nothing, each stage
    /// is expected to halve the gap (RTDeepIoT's predictor `exp`).
    private static func gapRates(exits: [ServedModel.Exit], bounds: [[Int64]]) -> [Double] {
        bounds.indices.map { stage in
            let before = stage == 0 || stage > exits.count ? 0 : exits[stage - 1].accuracy
            var best = 0.5 / Double(max(1, bounds[stage][0]))
            guard exits.count == bounds.count, before < 1, exits[stage].accuracy > 0 else { return best }
            best = 0
            var cost: Int64 = 0
            for exit in stage..<bounds.count {
                cost += bounds[exit][0]
                best = max(best, (exits[exit].accuracy - before) / (1 - before) / Double(max(1, cost)))
            }
            return best
        }
    }
}
