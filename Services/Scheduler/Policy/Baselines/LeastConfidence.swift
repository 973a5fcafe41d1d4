/// LCF: the job that is least sure of its answer runs its next stage (RTDeepIoT's baseline).
///
/// Before the first exit a job is not sure at all; of equal ones the first to come goes first.
struct LeastConfidence: StepRule {
    /// The ordinals that fit below a confidence: a million million jobs.
    private static let ordinalBits = 40

    func rank(of job: QueuedJob) -> Int64 {
        // What is not a number counts as no confidence.
        let millionths = job.confidence.isFinite ? Int64(min(1, max(0, job.confidence)) * 1e6) : 0
        return millionths << Self.ordinalBits + Int64(job.ordinal & (1 << Self.ordinalBits - 1))
    }
}
