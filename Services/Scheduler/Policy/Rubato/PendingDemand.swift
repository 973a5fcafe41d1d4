import Kernel

/// What promised work that waits will need, in the order of its deadlines: the part of the slack account that a lane knows.
///
/// Every queue is cut into the batches that it will run as, each due when its first job is. The slack is what remains,
/// at the tightest of these deadlines, after all that is due by then has run at its bound; whoever takes no more than
/// that makes nothing that waits late (PAPERS: imprecise computation's test, over batches).
struct PendingDemand: Sendable {
    private var chunks: [(end: Int64, cost: Int64)] = []
    private var isSorted = true

    /// All mandatory work that waits.
    init(_ queues: RubatoQueues, _ book: LaneBook) {
        for key in queues.keys where queues[key].mandatory.count > 0 {
            let queue = queues[key].mandatory
            let limit = book.batchLimit(slot: key.slot)
            var rest = queue.count
            let stages = key.stage...max(key.stage, queue.mandatoryExit)
            isSorted = chunks.isEmpty
            for head in queue.byEnd.ranks(every: limit) {
                let jobs = min(limit, rest)
                rest -= jobs
                chunks.append((head, book.dispatchCost + book.bound(slot: key.slot, stages: stages, jobs: jobs)))
            }
        }
        if !isSorted { chunks.sort { $0.end < $1.end } }
    }

    /// The longest work that may go before all of it, in nanoseconds; negative if it cannot be done in time even at once.
    func slack(from start: Int64) -> Int64 {
        var done = start
        var slack = Int64.max / 4
        for chunk in chunks {
            done += chunk.cost
            slack = min(slack, chunk.end - done)
        }
        return slack
    }
}
