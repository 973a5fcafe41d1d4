import Domain
import Kernel

/// What waits on a lane, by model and next stage, every queue in the order of one rank: what all baselines stand on.
///
/// An insertion or removal costs what ``RankedSet`` costs; a choice among the queues looks at their heads only, of which there
/// are as many as the models have stages.
struct StageOrder: Sendable {
    /// Jobs of one model before one stage; least rank first.
    struct Queue: Sendable {
        let slot: Int
        let stage: Int
        fileprivate(set) var jobs = RankedSet()
    }

    /// In the order of their first use; some may be empty.
    private(set) var queues: [Queue] = []
    /// The place of a queue by slot and stage, -1 where there is none.
    private var places: [[Int]] = []
    private var ranks = JobTable<Int64>()

    var count: Int { ranks.count }

    mutating func insert(_ job: QueuedJob, rank: Int64) {
        guard ranks.enter(rank, for: job.id) else {
            preconditionFailure("a job waits once")
        }
        queues[place(slot: job.slot, stage: job.stage)].jobs.insert(Ranked(rank: rank, id: job.id.rawValue))
    }

    /// Takes a job out, if it is there.
    mutating func remove(_ job: QueuedJob) {
        guard let rank = ranks.remove(job.id) else { return }
        queues[place(slot: job.slot, stage: job.stage)].jobs.remove(Ranked(rank: rank, id: job.id.rawValue))
    }

    /// Takes the first jobs of the queue out, at most `limit`.
    mutating func take(_ limit: Int, from index: Int) -> [JobID] {
        let taken = queues[index].jobs.prefix(limit)
        for job in taken {
            queues[index].jobs.remove(job)
            ranks.remove(JobID(job.id))
        }
        return taken.map { JobID($0.id) }
    }

    /// The queue whose head has the least rank.
    var leading: Int? {
        var best: (index: Int, head: Ranked)?
        for index in queues.indices {
            guard let head = queues[index].jobs.first, best.map({ head < $0.head }) ?? true else { continue }
            best = (index, head)
        }
        return best?.index
    }

    /// The queue of that model and stage, if there has been one.
    func index(slot: Int, stage: Int) -> Int? {
        guard slot < places.count, stage < places[slot].count, places[slot][stage] >= 0 else { return nil }
        return places[slot][stage]
    }

    private mutating func place(slot: Int, stage: Int) -> Int {
        if let known = index(slot: slot, stage: stage) { return known }
        while places.count <= slot { places.append([]) }
        while places[slot].count <= stage { places[slot].append(-1) }
        places[slot][stage] = queues.count
        queues.append(Queue(slot: slot, stage: stage))
        return queues.count - 1
    }
}
