/// How many newcomers may overtake a batch at an exit point, by Fluid Batching's exit-aware rule as we reconstruct it.
///
/// The paper's inequality is not at hand; sure is that it is decided at exits from the queue, the freed room and the SLO. Ours:
/// refill the freed slots with the largest number of newcomers for which, after their catch-up and the joint rest, everybody
/// is in time (newcomers also may be late if waiting would make them late too), and which lowers the sum of latencies. Gains
/// use expected times, with the shares that have left at every exit so far; slack uses expected times or the worst
/// case, in which nobody leaves any more. Times are nanoseconds from now.
struct FluidPreemption {
    let costs: ModelCosts
    /// What every stage's command costs.
    let dispatchCost: Int64
    /// What saving and reloading a batch costs.
    let swapCost: Int64
    /// By stage the share that leaves at its exit.
    let exitRates: [Double]
    let slackIsExpected: Bool

    /// Decides at one exit.
    ///
    /// - Parameters:
    ///   - survivors: How long each job of the batch may still take.
    ///   - stage: The batch's next stage.
    ///   - newcomers: How long each waiting job may still take, as many as there is room for.
    /// - Returns: The number of newcomers to let overtake, 0 for none.
    func newcomers(survivors: [Int64], stage: Int, newcomers: [Int64]) -> Int {
        guard let oldest = survivors.min(), stage > 0 else { return 0 }
        var soonest = newcomers
        for index in soonest.indices.dropFirst() { soonest[index] = min(soonest[index], soonest[index - 1]) }
        for count in stride(from: newcomers.count, to: 0, by: -1) {
            let times = times(survivors.count, count, stage: stage, isExpected: slackIsExpected)
            let end = times.catchUp + times.jointRest
            let wouldMiss = soonest[count - 1] < times.rest + times.alone
            guard oldest >= end, soonest[count - 1] >= end || wouldMiss else { continue }
            if gain(survivors.count, count, stage: stage) > 0 { return count }
        }
        return 0
    }

    /// By how much preemption lowers the sum of expected latencies; the newcomers begin with the stage `first`.
    func gain(_ survivors: Int, _ newcomers: Int, from first: Int = 0, stage: Int) -> Int64 {
        let times = times(survivors, newcomers, from: first, stage: stage, isExpected: true)
        let lost = times.catchUp + times.jointRest - times.rest
        let won = times.rest + times.alone - times.catchUp - times.jointRest
        return Int64(newcomers) * won - Int64(survivors) * lost
    }

    private func times(_ survivors: Int, _ newcomers: Int, from first: Int = 0, stage: Int, isExpected: Bool)
        -> (catchUp: Int64, jointRest: Int64, rest: Int64, alone: Int64)
    {
        let end = costs.stageCount
        let arriving = isExpected ? remaining(Double(newcomers), first..<stage) : Double(newcomers)
        return (
            swapCost + time(first..<stage, Double(newcomers), isExpected),
            time(stage..<end, Double(survivors) + arriving, isExpected),
            time(stage..<end, Double(survivors), isExpected),
            time(first..<end, Double(newcomers), isExpected)
        )
    }

    private func time(_ stages: Range<Int>, _ jobs: Double, _ isExpected: Bool) -> Int64 {
        var jobs = jobs
        var sum: Int64 = 0
        for stage in stages {
            sum += dispatchCost + costs.bound(stage: stage, jobs: Int(jobs.rounded(.up)))
            if isExpected { jobs = remaining(jobs, stage..<(stage + 1)) }
        }
        return sum
    }

    /// How many of the jobs are expected to be left after these stages.
    func remaining(_ jobs: Double, _ stages: Range<Int>) -> Double {
        stages.reduce(jobs) { $0 * (1 - ($1 < exitRates.count ? exitRates[$1] : 0)) }
    }
}
