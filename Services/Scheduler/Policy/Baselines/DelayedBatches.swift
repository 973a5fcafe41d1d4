import Domain
import Kernel

/// Dynamic batching as common servers do it: a batch starts when it is full or its oldest job has waited long enough.
///
/// The delay is `LaneConfiguration.batchDelay`. A batch holds one model and runs at full depth; deadlines play no part.
struct DelayedBatches: LaneDiscipline {
    private struct Queue {
        let slot: Int
        let stage: Int
        var jobs = RankedSet()
    }

    private let delay: Int64
    /// By model and next stage; only jobs that a restarted scheduler is told again wait at other stages than the first.
    private var queues: [Queue] = []

    init(configuration: LaneConfiguration) {
        delay = configuration.batchDelay.nanoseconds
    }

    mutating func insert(_ job: QueuedJob) {
        let index =
            queues.firstIndex { $0.slot == job.slot && $0.stage == job.stage } ?? queues.endIndex
        if index == queues.endIndex { queues.append(Queue(slot: job.slot, stage: job.stage)) }
        queues[index].jobs.insert(Ranked(rank: job.arrival, id: job.id.rawValue))
    }

    mutating func remove(_ job: QueuedJob) {
        for index in queues.indices where queues[index].slot == job.slot && queues[index].stage == job.stage {
            queues[index].jobs.remove(Ranked(rank: job.arrival, id: job.id.rawValue))
        }
    }

    mutating func decide(_ book: LaneBook, at now: Int64) -> LaneDecision {
        var oldest: (index: Int, head: Ranked)?
        var next: Int64?
        for index in queues.indices {
            guard let head = queues[index].jobs.first else { continue }
            let isFull = queues[index].jobs.count >= book.batchLimit(slot: queues[index].slot)
            if !isFull, head.rank + delay > now {
                next = min(next ?? .max, head.rank + delay)
            } else if oldest.map({ head < $0.head }) ?? true {
                oldest = (index, head)
            }
        }
        guard let index = oldest?.index else { return .wait(until: next) }
        let batch = queues[index].jobs.prefix(book.batchLimit(slot: queues[index].slot))
        for job in batch { queues[index].jobs.remove(job) }
        let ids = batch.map { JobID($0.id) }
        let last = ids.compactMap { book.jobs[$0]?.lastExit }.max() ?? queues[index].stage
        return .run(slot: queues[index].slot, stages: queues[index].stage...last, jobs: ids)
    }
}
