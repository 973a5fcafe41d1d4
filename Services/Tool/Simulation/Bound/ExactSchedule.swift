import Domain
import Kernel

/// The best that any schedule of one worker can make of a few jobs, found by trying all of them.
///
/// Stages run without preemption, jobs of one model before one stage may share a batch, and the scheduler may idle until the
/// next arrival; it knows all arrivals and confidences. States are met once: instant and depth of every job decide what
/// is still to be gained. Six jobs of three stages take well under a second, more soon take forever.
package struct ExactSchedule {
    package static let jobLimit = 8

    private struct State: Hashable {
        let now: Int64
        let depths: [Int8]
    }

    private struct Task {
        let model: Int
        let begin: Int64
        let end: Int64
        /// What each depth brings, depth 0 first; as deep as its rule lets it run.
        let values: [Double]
    }

    private let tasks: [Task]
    /// By model, stage and batch size less one.
    private let bounds: [[[Int64]]]
    private var known: [State: Double] = [:]

    /// Takes the jobs of a run with one worker.
    package init(_ jobs: [JobRecord], of scenario: Scenario) {
        precondition(jobs.count <= Self.jobLimit && scenario.workers.count == 1, "few jobs on one worker")
        let (uplink, downlink) = (scenario.network.uplink.nanoseconds, scenario.network.downlink.nanoseconds)
        let worker = scenario.workers[0]
        bounds = scenario.models.map { model in
            guard let profile = worker.profiles[model.served.id] else { return [] }
            return (0..<profile.stageCount).map { stage in
                (1...profile.capacity).map { profile.wcet(stage: stage, batchSize: $0).nanoseconds }
            }
        }
        tasks = jobs.map { job in
            let model = scenario.models[job.model]
            let rule = scenario.widestRule(of: scenario.sources[job.source], model.served)
            let confidences = model.records.confidences(sample: job.sample)
            let deepest =
                (0...rule.lastExit).first { rule.leaves(at: $0, confidence: confidences[$0]) } ?? rule.lastExit
            return Task(
                model: job.model,
                begin: job.arrival + uplink,
                end: job.deadline - downlink,
                values: [0] + confidences[...deepest].map(Double.init)
            )
        }
    }

    /// The mean confidence of the best schedule, 0…1.
    package mutating func value() -> Double {
        guard !tasks.isEmpty else { return 0 }
        let begin = State(now: tasks.map(\.begin).min() ?? 0, depths: tasks.map { _ in 0 })
        return best(begin) / Double(tasks.count)
    }

    /// What is still to be gained, beyond what the depths so far have brought.
    private mutating func best(_ state: State) -> Double {
        if let value = known[state] { return value }
        var best = 0.0
        if let next = tasks.map(\.begin).filter({ $0 > state.now }).min() {
            best = self.best(State(now: next, depths: state.depths))
        }
        for batch in batches(state) { best = max(best, run(batch, in: state)) }
        known[state] = best
        return best
    }

    private mutating func run(_ batch: [Int], in state: State) -> Double {
        let stage = Int(state.depths[batch[0]])
        let end = state.now + bounds[tasks[batch[0]].model][stage][batch.count - 1]
        var depths = state.depths
        var gain = 0.0
        for index in batch {
            depths[index] += 1
            guard end <= tasks[index].end else { return 0 }
            gain += tasks[index].values[stage + 1] - tasks[index].values[stage]
        }
        return gain + best(State(now: end, depths: depths))
    }

    /// Every set of jobs that may run together now.
    private func batches(_ state: State) -> [[Int]] {
        let able = tasks.indices.filter { index in
            tasks[index].begin <= state.now && tasks[index].end > state.now
                && Int(state.depths[index]) < tasks[index].values.count - 1
        }
        return (1..<(1 << able.count)).compactMap { mask in
            let batch = able.indices.filter { mask >> $0 & 1 == 1 }.map { able[$0] }
            let first = batch[0]
            let isAlike = batch.allSatisfy {
                tasks[$0].model == tasks[first].model && state.depths[$0] == state.depths[first]
            }
            let fits = bounds[tasks[first].model].first.map { batch.count <= $0.count } ?? false
            return isAlike && fits ? batch : nil
        }
    }
}
