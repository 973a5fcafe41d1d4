import Domain

// Where the activations of jobs between two stages lie, on devices that must move them.
extension Simulator {
    /// What is moved before a stage, in nanoseconds: the same as NPU's engine counts.
    ///
    /// Who was in the stage before and has a further one ahead of it, but not now, is saved; who was not is loaded; and
    /// those behind a gap that somebody has left are moved together.
    mutating func transferTime(_ place: Int, model: Int, stage: Int, jobs members: [Int32]) -> Int64 {
        guard workers[place].movesActivations else { return 0 }
        var time: Int64 = 0
        var hasGap = false
        for member in workers[place].resident {
            let job = jobs[Int(member)]
            if !members.contains(member) {
                hasGap = true
                guard job.isHeld, job.worker == place, job.stagesDone > 0 else { continue }
                time += workers[place].transfers[job.model].store[job.stagesDone]
            } else if hasGap, stage > 0 {
                time += workers[place].transfers[model].load[stage] + workers[place].transfers[model].store[stage]
            }
        }
        if stage > 0 {
            let loaded = members.count { !workers[place].resident.contains($0) }
            time += Int64(loaded) * workers[place].transfers[model].load[stage]
        }
        workers[place].resident = members
        return time
    }
}
