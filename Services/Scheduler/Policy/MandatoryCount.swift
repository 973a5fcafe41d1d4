/// How many promised jobs have which mandatory stages before them, for the backlog that admission is told.
struct MandatoryCount: Sendable {
    /// Indexed by slot, then by next stage.
    private var jobs: [[Int]] = []
    /// The deepest mandatory exit that the slot has seen.
    private var deepest: [Int] = []

    mutating func add(_ job: QueuedJob) { count(job, 1) }

    mutating func remove(_ job: QueuedJob) { count(job, -1) }

    /// The bound of all of it, run in the largest batches, in nanoseconds.
    func bound(_ book: LaneBook) -> Int64 {
        var sum: Int64 = 0
        for (slot, stages) in jobs.enumerated() {
            let limit = book.batchLimit(slot: slot)
            for (stage, count) in stages.enumerated() where count > 0 && stage <= deepest[slot] {
                let range = stage...deepest[slot]
                sum += book.bound(slot: slot, stages: range, jobs: limit) * Int64(count / limit)
                sum += book.bound(slot: slot, stages: range, jobs: count % limit)
                sum += book.dispatchCost * Int64((count + limit - 1) / limit)
            }
        }
        return sum
    }

    private mutating func count(_ job: QueuedJob, _ change: Int) {
        guard job.isMandatory else { return }
        while jobs.count <= job.slot {
            jobs.append([])
            deepest.append(0)
        }
        while jobs[job.slot].count <= job.stage { jobs[job.slot].append(0) }
        jobs[job.slot][job.stage] += change
        deepest[job.slot] = max(deepest[job.slot], job.mandatoryExit)
    }
}
