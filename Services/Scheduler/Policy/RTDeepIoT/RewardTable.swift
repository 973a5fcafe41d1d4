/// The dynamic program over quantized rewards of RTDeepIoT (Yao et al., RTCSA 2020): the depths that earn most in time.
///
/// Intuition: one machine runs the tasks in the order of their deadlines, so a task is over when all before it are. Of all
/// ways to earn the same total reward with the first tasks, only the quickest one matters for those that follow.
///
/// Rule: row `i` holds for every total reward `r` the least instant `P[i][r]` at which the first `i` tasks can be over with
/// exactly that reward, `P[i][r] = min over options of P[i−1][r − reward] + time`, kept only where it is at most the task's
/// cap. The answer is the largest `r` that the last row reaches. If the caps are the deadlines, this is the paper's table.
/// Totals of which a larger one is reached no later are left out: none of them is on the way to the largest.
///
/// Bound: rounding rewards down to multiples of Δ loses less than Δ per task, so the total is at least `OPT − N·Δ`; with
/// `Δ = ε·R/N`, where one task alone can earn `R`, it is at least `(1 − ε)·OPT`.
///
/// Complications: a new task of rank `k` leaves the rows before `k` as they are (``truncate(to:)``, then append). Of equal
/// instants the option listed first counts. An option that takes no time cannot be late, so the cap does not hold for it.
/// The table knows nothing of stages: a batch whose options are pairs of time and reward, with caps that leave room for what
/// else is promised, goes through the same recurrence and keeps the bound over its listed options.
package struct RewardTable: Sendable {
    /// A choice for every task.
    package struct Plan: Hashable, Sendable {
        /// The total, in quanta.
        package let reward: Int
        /// The index of each task's option.
        package let options: [Int]

        package init(reward: Int, options: [Int]) {
            self.reward = reward
            self.options = options
        }
    }

    /// A total reward of a row that can be reached, and how.
    private struct Cell {
        let reward: Int
        /// The least instant at which it can be reached.
        let end: Int64
        /// The option that this takes for the row's task.
        let option: Int
    }

    private struct Row {
        /// Both rewards and ends ascend.
        let cells: [Cell]
        /// The rewards of the task's options.
        let rewards: [Int]

        func option(earning reward: Int) -> Int {
            var low = 0
            var high = cells.count - 1
            while low < high {
                let middle = (low + high) / 2
                if cells[middle].reward < reward { low = middle + 1 } else { high = middle }
            }
            return cells[low].option
        }
    }

    private static let unreachable = Int64.max

    /// When the machine is free.
    package let start: Int64
    private var rows: [Row] = []
    /// Options tried and totals looked at since the table was made: its cost.
    package private(set) var work = 0

    package init(start: Int64 = 0) { self.start = start }

    /// How many tasks it holds.
    package var count: Int { rows.count }

    /// Forgets the tasks from this rank on.
    package mutating func truncate(to count: Int) { rows.removeLast(max(0, rows.count - count)) }

    /// Adds the task that comes next in the order of deadlines.
    ///
    /// - Returns: Whether the tasks so far can all be done; if not, the table is as before.
    @discardableResult
    package mutating func append(_ item: RewardItem) -> Bool {
        let before = rows.last?.cells ?? [Cell(reward: 0, end: start, option: 0)]
        let width = (before.last?.reward ?? 0) + item.options.reduce(0) { max($0, $1.reward) } + 1
        var ends = [Int64](repeating: Self.unreachable, count: width)
        var choices = [UInt8](repeating: 0, count: width)
        for (index, option) in item.options.enumerated() {
            let latest = option.time == 0 ? Self.unreachable - 1 : item.cap - option.time
            for cell in before {
                guard cell.end <= latest else { break }
                let target = cell.reward + option.reward
                guard cell.end + option.time < ends[target] else { continue }
                ends[target] = cell.end + option.time
                choices[target] = UInt8(index)
            }
        }
        work += before.count * item.options.count + width
        let cells = Self.unbeaten(ends, choices)
        guard !cells.isEmpty else { return false }
        rows.append(Row(cells: cells, rewards: item.options.map(\.reward)))
        return true
    }

    /// The rewards that are reached, less those of which a larger one is reached no later.
    private static func unbeaten(_ ends: [Int64], _ choices: [UInt8]) -> [Cell] {
        var cells: [Cell] = []
        var earliest = unreachable
        for reward in ends.indices.reversed() where ends[reward] < earliest {
            earliest = ends[reward]
            cells.append(Cell(reward: reward, end: earliest, option: Int(choices[reward])))
        }
        return cells.reversed()
    }

    /// What earns the largest total reward.
    package var best: Plan {
        guard let most = rows.last?.cells.last?.reward else { return Plan(reward: 0, options: []) }
        var options = [Int](repeating: 0, count: rows.count)
        var reward = most
        for index in rows.indices.reversed() {
            options[index] = rows[index].option(earning: reward)
            reward -= rows[index].rewards[options[index]]
        }
        return Plan(reward: most, options: options)
    }

    /// A reward in quanta of `step`, rounded down; what is not a number, or negative, is worth nothing.
    package static func quanta(_ reward: Double, step: Double) -> Int {
        // A multiple of the step must not lose a quantum to the division's rounding.
        reward > 0 && reward.isFinite ? Int(reward / step + 1e-9) : 0
    }
}
