import Domain
import Kernel

/// LazyBatching: newcomers run at once as a new batch above the one that runs, and join it where they have caught up with it.
///
/// The batch table is a stack; its top, the least advanced sub-batch, runs stage by stage. At a stage end waiting jobs of one
/// model are pushed as the new top if no job in the stack is then late by a conservative estimate, which adds up the rest of
/// the network of every single job as if none were batched. A top that has come to the stage of the sub-batch below
/// joins it. Whatever waits starts when the stack is empty. (Choi et al., HPCA 2021; any of its layer ends is a stage end here.)
struct LazyBatching: LaneDiscipline {
    static var tunables: [Tunable] { [.batch(usual: 64)] }

    private let batch: Int
    private var waiting = StageOrder()
    /// The top last.
    private var stack: [StagedBatch] = []

    init(configuration: LaneConfiguration) { batch = configuration.options.whole(Self.tunables[0]) }

    mutating func insert(_ job: QueuedJob) {
        if let top = stack.indices.last, stack[top].takesBack(job) { return }
        waiting.insert(job, rank: Int64(job.ordinal))
    }

    mutating func remove(_ job: QueuedJob) {
        waiting.remove(job)
        for index in stack.indices { stack[index].remove(job.id) }
    }

    mutating func decide(_ book: LaneBook, at now: Int64) -> LaneDecision {
        guard book.grants.isEmpty else { return .wait(until: nil) }
        if let top = stack.indices.last { stack[top].settle() }
        stack.removeAll(where: \.jobs.isEmpty)
        merge()
        push(book, at: now)
        merge()
        guard let top = stack.indices.last else { return .wait(until: nil) }
        return stack[top].run()
    }

    private mutating func merge() {
        while let top = stack.last, let below = stack.dropLast().last,
            top.slot == below.slot, top.stage == below.stage
        {
            stack.removeLast()
            stack[stack.count - 1].add(top.jobs)
        }
    }

    private mutating func push(_ book: LaneBook, at now: Int64) {
        guard let index = waiting.leading else { return }
        let queue = waiting.queues[index]
        // Whoever may join another sub-batch later must fit into its batch then.
        let limit = min(batch, book.batchLimit(slot: queue.slot))
        let room = limit - stack.filter { $0.slot == queue.slot }.reduce(0) { $0 + $1.jobs.count }
        let size = stack.isEmpty ? room : harmless(queue, upTo: room, book, at: now)
        guard size > 0 else { return }
        let jobs = waiting.take(size, from: index)
        stack.append(StagedBatch(slot: queue.slot, stage: queue.stage, jobs: jobs))
    }

    /// How many of the queue can start without making anybody late, conservatively.
    private func harmless(_ queue: StageOrder.Queue, upTo limit: Int, _ book: LaneBook, at now: Int64) -> Int {
        var end = now
        var soonest = Int64.max
        for part in stack {
            end += book.fullCost(slot: part.slot, from: part.stage, jobs: 1) * Int64(part.jobs.count)
            soonest = part.jobs.reduce(soonest) { min($0, book.jobs[$1]?.end ?? .max) }
        }
        var size = 0
        for newcomer in queue.jobs.prefix(max(0, limit)) {
            end += book.fullCost(slot: queue.slot, from: queue.stage, jobs: 1)
            soonest = min(soonest, book.jobs[JobID(newcomer.id)]?.end ?? .max)
            guard end <= soonest else { break }
            size += 1
        }
        return size
    }
}
