import Kernel
import SchedulerPolicy
import SimulationKit

/// A small random set of tasks for the reward table, and the best that can be done with it by trying everything.
struct RewardInstance {
    struct Task {
        let deadline: Int64
        /// Cumulative time and reward by depth; the first is the mandatory one.
        let options: [(time: Int64, reward: Double)]
    }

    /// By deadline.
    let tasks: [Task]

    /// - Parameters:
    ///   - seed: Of the tasks.
    ///   - quantum: If given, every reward is a multiple of it.
    init(seed: UInt64, quantum: Double? = nil) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...5, using: &random)
        let tightness = Double.random(in: 2...12, using: &random)
        let deadlines = (0..<count).map { _ in
            Int64(Double.random(in: 3...(3 + tightness * Double(count)), using: &random))
        }
        tasks = deadlines.sorted().map { deadline in
            var time: Int64 = 0
            var reward = 0.0
            // A deeper exit is not always the more confident one.
            let options = (0..<Int.random(in: 1...4, using: &random)).map { _ in
                time += Int64.random(in: 0...4, using: &random)
                reward = min(1, max(0.05, reward + Double.random(in: -0.1...0.6, using: &random)))
                let rounded = quantum.map { (reward / $0).rounded() * $0 } ?? reward
                return (time, rounded)
            }
            return Task(deadline: deadline, options: options)
        }
    }

    func items(step: Double) -> [RewardItem] {
        tasks.map { task in
            RewardItem(
                cap: task.deadline,
                options: task.options.map { .init(time: $0.time, reward: RewardTable.quanta($0.reward, step: step)) }
            )
        }
    }

    /// The depths that the table chooses, `nil` if it finds none.
    func plan(step: Double) -> [Int]? {
        var table = RewardTable()
        return items(step: step).allSatisfy { table.append($0) } ? table.best.options : nil
    }

    /// The true reward of these depths, `nil` if one of them is late.
    func value(of depths: [Int]) -> Double? {
        var time: Int64 = 0
        var sum = 0.0
        for (task, depth) in zip(tasks, depths) {
            time += task.options[depth].time
            guard task.options[depth].time == 0 || time <= task.deadline else { return nil }
            sum += task.options[depth].reward
        }
        return sum
    }

    /// The most that any depths earn, `nil` if none are in time.
    func optimum() -> Double? {
        var best: Double?
        var depths = [Int](repeating: 0, count: tasks.count)
        repeat {
            if let value = value(of: depths) { best = max(best ?? 0, value) }
        } while advance(&depths)
        return best
    }

    /// The next combination; false after the last one.
    private func advance(_ depths: inout [Int]) -> Bool {
        for index in depths.indices {
            depths[index] += 1
            if depths[index] < tasks[index].options.count { return true }
            depths[index] = 0
        }
        return false
    }
}
