import Domain

extension RTDeepIoT {
    /// Assigns depths by the dynamic program.
    ///
    /// - Returns: Tasks that had to be given up so that the others' mandatory stages fit.
    mutating func plan(_ book: LaneBook, at now: Int64) -> [JobID] {
        let start = now + book.outstandingEnd(at: now)
        let dropped = dropUnschedulable(book, start: start)
        let step = boundedStep(book)
        if start != table.start || step != self.step {
            table = RewardTable(start: start)
            self.step = step
            validRows = 0
        }
        table.truncate(to: validRows)
        for task in tasks[table.count...] {
            let isPossible = table.append(item(of: task, book))
            precondition(isPossible, "mandatory stages fit, or a task has been dropped")
        }
        validRows = table.count
        for (index, option) in table.best.options.enumerated() {
            tasks[index].depth = tasks[index].exits(isRunning: tasks[index].id == running).lowerBound + option
        }
        return dropped
    }

    /// What a task may still earn from now on, one option for every exit.
    private func item(of task: ImpreciseTask, _ book: LaneBook) -> RewardItem {
        RewardItem(
            cap: task.end,
            options: task.exits(isRunning: task.id == running).map { exit in
                RewardItem.Option(
                    time: time(of: task, through: exit, book),
                    reward: RewardTable.quanta(task.rewards[exit], step: step)
                )
            }
        )
    }

    /// The time of the stages after the present one, one command each.
    func time(of task: ImpreciseTask, through exit: Int, _ book: LaneBook) -> Int64 {
        time(slot: task.slot, from: task.id == running ? task.stage + 1 : task.stage, through: exit, book)
    }

    func time(slot: Int, from stage: Int, through exit: Int, _ book: LaneBook) -> Int64 {
        guard stage <= exit else { return 0 }
        return (stage...exit).reduce(0) { $0 + book.cost(slot: slot, stages: $1...$1, jobs: 1) }
    }

    private mutating func dropUnschedulable(_ book: LaneBook, start: Int64) -> [JobID] {
        var dropped: [JobID] = []
        var end = start
        var index = 0
        while index < tasks.count {
            let need = mandatoryTime(of: tasks[index], book)
            guard need > 0, end + need > tasks[index].end else {
                end += need
                index += 1
                continue
            }
            if let victim = victim(through: index, book) {
                dropped.append(tasks[victim].id)
                removeTask(at: victim)
            } else if let victim = tasks.firstIndex(where: { $0.id == running }) {
                tasks[victim].isHopeless = true
                validRows = min(validRows, victim)
            }
            (end, index) = (start, 0)
        }
        return dropped
    }

    /// Whose removal frees the most time per lost mandatory reward; of equal ones the later deadline.
    private func victim(through last: Int, _ book: LaneBook) -> Int? {
        var best: (index: Int, ratio: Double)?
        for index in 0...last where tasks[index].id != running {
            let freed = Double(mandatoryTime(of: tasks[index], book))
            let ratio = freed / max(1e-9, tasks[index].rewards[tasks[index].mandatoryExit])
            if freed > 0, ratio >= best?.ratio ?? 0 { best = (index, ratio) }
        }
        return best?.index
    }

    private func mandatoryTime(of task: ImpreciseTask, _ book: LaneBook) -> Int64 {
        time(of: task, through: task.exits(isRunning: task.id == running).lowerBound, book)
    }

    /// The quantum, doubled until the program costs no more than it may.
    private mutating func boundedStep(_ book: LaneBook) -> Double {
        let options = tasks.reduce(0) { $0 + $1.exits(isRunning: false).count }
        let cells = Double((tasks.count + 1) * options) / 2
        var step = self.options[Self.delta]
        guard cells / step > self.options[Self.work] else { return step }
        while cells / step > self.options[Self.work] { step *= 2 }
        countBoundedPlan()
        return step
    }
}

extension LaneBook {
    /// How long the present segment may still run, nanoseconds from now.
    fileprivate func outstandingEnd(at now: Int64) -> Int64 {
        guard let grant = grants.first else { return 0 }
        let bound = models[grant.slot].bound(stages: grant.stage...grant.lastStage, jobs: max(1, grant.liveJobs))
        return max(0, grant.stageBegan + bound - now)
    }
}

extension ModelCosts {
    /// The prior of every exit; where the worker says nothing of an exit, every stage is supposed to halve the gap.
    var meanConfidences: [Double] {
        (0..<stageCount).map { $0 < exits.count ? exits[$0].meanConfidence : 1 - 0.5 / Double(1 << min($0, 30)) }
    }
}
