import Domain

extension RTDeepIoT {
    /// The cheap update after a stage of this task: its remaining time goes to whoever gains more with it.
    ///
    /// With `δ` the predicted extra reward of its remaining assigned stages and `τ` their time, the task is stopped if another
    /// one, run deeper for at most `τ`, is predicted to gain more than `δ`, and if every task that ends later still
    /// does so in time. If none is, and it is itself predicted to gain more than before, it takes what time is idle. The
    /// paper's exact rule is not at hand; this is our reading of it.
    mutating func update(_ id: JobID, _ book: LaneBook, at now: Int64) {
        guard let index = tasks.firstIndex(where: { $0.id == id }), !tasks[index].isFinished else { return }
        let task = tasks[index]
        let slacks = slacks(book, at: now)
        if let present = task.present {
            let lost = task.rewards[task.depth] - task.rewards[present]
            let time = time(of: task, through: task.depth, book)
            if let better = alternative(to: index, gaining: lost, within: time, slacks, book) {
                tasks[index].depth = present
                tasks[better.index].depth = better.exit
                return
            }
        }
        claimIdle(index, slacks[index...].min() ?? 0, book)
    }

    /// By task how much later its assigned stages could end; nothing waits for one that has none left.
    private func slacks(_ book: LaneBook, at now: Int64) -> [Int64] {
        var end = now
        return tasks.map { task in
            let need = time(of: task, through: task.depth, book)
            end += need
            return need > 0 ? task.end - end : .max
        }
    }

    /// The task and deeper exit of the largest gain above `least` that costs at most `limit`.
    private func alternative(
        to index: Int,
        gaining least: Double,
        within limit: Int64,
        _ slacks: [Int64],
        _ book: LaneBook
    ) -> (index: Int, exit: Int)? {
        var best: (index: Int, exit: Int)?
        var most = least
        for other in tasks.indices where other != index && !tasks[other].isFinished {
            let task = tasks[other]
            // Later tasks get back what the stopped one leaves; earlier ones and those between must bear the extension.
            let bearable = other < index ? min(limit, slacks[other..<index].min() ?? limit) : limit
            for exit in task.depth..<max(task.depth, task.lastExit) {
                let extra = time(slot: task.slot, from: task.depth + 1, through: exit + 1, book)
                guard extra <= bearable else { break }
                let gain = task.rewards[exit + 1] - task.rewards[task.depth]
                if gain > most { (most, best) = (gain, (other, exit + 1)) }
            }
        }
        return best
    }

    /// Deepens the task into time that nobody is assigned.
    private mutating func claimIdle(_ index: Int, _ slack: Int64, _ book: LaneBook) {
        let task = tasks[index]
        var most = 0.0
        for exit in task.depth..<max(task.depth, task.lastExit) {
            let extra = time(slot: task.slot, from: task.depth + 1, through: exit + 1, book)
            guard extra <= slack else { return }
            let gain = task.rewards[exit + 1] - task.rewards[task.depth]
            if gain > most { (most, tasks[index].depth) = (gain, exit + 1) }
        }
    }
}
