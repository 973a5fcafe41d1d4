/// EDF over stages: the job whose deadline is nearest runs its next stage, and always all stages (RTDeepIoT's baseline).
struct EarliestDeadline: StepRule {
    func rank(of job: QueuedJob) -> Int64 { job.end }
}
