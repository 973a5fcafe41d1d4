/// RR: every job gets one stage, then goes behind all others (RTDeepIoT's baseline).
struct RoundRobin: StepRule {
    private var turns: Int64 = 0

    mutating func rank(of job: QueuedJob) -> Int64 {
        turns += 1
        return turns
    }
}
