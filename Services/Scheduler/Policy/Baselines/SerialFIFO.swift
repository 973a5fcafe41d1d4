import Domain
import Kernel

/// One job at a time in the order of arrival, at full depth: what a server without batching does.
struct SerialFIFO: LaneDiscipline {
    private var jobs = RankedSet()

    init(configuration: LaneConfiguration) {}

    mutating func insert(_ job: QueuedJob) { jobs.insert(Self.place(of: job)) }
    mutating func remove(_ job: QueuedJob) { jobs.remove(Self.place(of: job)) }

    mutating func decide(_ book: LaneBook, at now: Int64) -> LaneDecision {
        guard let first = jobs.first, let job = book.jobs[JobID(first.id)] else { return .wait(until: nil) }
        jobs.remove(first)
        return .run(slot: job.slot, stages: job.stage...job.lastExit, jobs: [job.id])
    }

    private static func place(of job: QueuedJob) -> Ranked {
        Ranked(rank: Int64(job.ordinal), id: job.id.rawValue)
    }
}
