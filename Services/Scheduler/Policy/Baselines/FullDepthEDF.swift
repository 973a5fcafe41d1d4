import Domain
import Kernel

/// EDF at stage granularity, always as deep as the job's rule wants: the baseline of imprecise computation.
///
/// Jobs of one model before the same stage are batched in the order of their ends. Nothing is released early: a
/// job that runs out of budget is answered by its worker.
struct FullDepthEDF: LaneDiscipline {
    private struct Queue {
        let slot: Int
        let stage: Int
        var jobs = RankedSet()
    }

    private var queues: [Queue] = []

    init(configuration: LaneConfiguration) {}

    mutating func insert(_ job: QueuedJob) {
        let index =
            queues.firstIndex { $0.slot == job.slot && $0.stage == job.stage } ?? queues.endIndex
        if index == queues.endIndex { queues.append(Queue(slot: job.slot, stage: job.stage)) }
        queues[index].jobs.insert(Ranked(rank: job.end, id: job.id.rawValue))
    }

    mutating func remove(_ job: QueuedJob) {
        for index in queues.indices where queues[index].slot == job.slot && queues[index].stage == job.stage {
            queues[index].jobs.remove(Ranked(rank: job.end, id: job.id.rawValue))
        }
    }

    mutating func decide(_ book: LaneBook, at now: Int64) -> LaneDecision {
        var earliest: (index: Int, head: Ranked)?
        for index in queues.indices {
            guard let head = queues[index].jobs.first, earliest.map({ head < $0.head }) ?? true else { continue }
            earliest = (index, head)
        }
        guard let index = earliest?.index else { return .wait(until: nil) }
        let batch = queues[index].jobs.prefix(book.batchLimit(slot: queues[index].slot))
        for job in batch { queues[index].jobs.remove(job) }
        let stage = queues[index].stage
        return .run(slot: queues[index].slot, stages: stage...stage, jobs: batch.map { JobID($0.id) })
    }
}
