import Domain
import NPU

// Where the activations of jobs between two stages lie, on devices that must move them.
extension Simulator {
    /// What is moved before a stage, in nanoseconds: the same as an emulated NPU counts.
    mutating func transferTime(_ place: Int, model: Int, stage: Int, jobs members: [Int32]) -> Int64 {
        guard workers[place].movesActivations else { return 0 }
        let moves = workers[place].residency.moves(before: members)
        workers[place].residency.stay(members)
        var time: Int64 = 0
        for member in moves.leaving {
            let job = jobs[Int(member)]
            guard job.isHeld, job.worker == place, job.stagesDone > 0 else { continue }
            time += workers[place].transfers[job.model].store[job.stagesDone]
        }
        guard stage > 0 else { return time }
        let (load, store) = (workers[place].transfers[model].load[stage], workers[place].transfers[model].store[stage])
        return time + Int64(moves.shifted.count) * (load + store) + Int64(moves.arriving.count) * load
    }
}
