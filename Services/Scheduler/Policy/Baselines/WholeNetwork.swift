import Domain
import Kernel

/// When a queue's jobs form a batch, and which queue goes first.
protocol BatchRule: Sendable {
    static var tunables: [Tunable] { get }

    init(configuration: LaneConfiguration)
    /// The order within a queue; the least goes first.
    func rank(of job: QueuedJob) -> Int64
    /// What the rule would do with this queue, which is not empty, if its batch began now.
    func offer(_ queue: StageOrder.Queue, _ book: LaneBook, at now: Int64) -> BatchOffer
    mutating func observe(_ report: StageReport, of grant: Grant, in book: LaneBook)
    /// This many jobs of the slot have been granted with this bound on their end.
    mutating func granted(_ jobs: [JobID], slot: Int, end: Int64, in book: LaneBook)
    /// Whether a job whose segment has ended has had all that the rule gives it.
    func isDone(_ job: QueuedJob) -> Bool
}

extension BatchRule {
    static var tunables: [Tunable] { [] }
    mutating func observe(_ report: StageReport, of grant: Grant, in book: LaneBook) {}
    mutating func granted(_ jobs: [JobID], slot: Int, end: Int64, in book: LaneBook) {}
    func isDone(_ job: QueuedJob) -> Bool { false }
}

/// A rule's proposal for one queue.
enum BatchOffer {
    /// This many of the first jobs, through that stage or else to full depth; of all offers the most urgent, the least, goes.
    case run(Int, urgency: Double, through: Int? = nil)
    /// Nothing before this instant, if one is given, or the next event.
    case wait(until: Int64?)
    /// The first jobs have no chance.
    case giveUp(Int)
}

/// Batches that run the whole network in one piece, as servers without stages do; the rule forms them.
///
/// A batch is chosen when the device is about to be free, not sooner. A job of whom nobody waits for the answer any more
/// leaves the queue by itself; what runs is not stopped.
struct WholeNetwork<Rule: BatchRule>: LaneDiscipline {
    static var tunables: [Tunable] { Rule.tunables }

    private var rule: Rule
    private var waiting = StageOrder()
    private var done: [JobID] = []

    init(configuration: LaneConfiguration) { rule = Rule(configuration: configuration) }

    mutating func insert(_ job: QueuedJob) {
        if rule.isDone(job) { done.append(job.id) } else { waiting.insert(job, rank: rule.rank(of: job)) }
    }

    mutating func remove(_ job: QueuedJob) {
        waiting.remove(job)
        done.removeAll { $0 == job.id }
    }

    mutating func observe(_ report: StageReport, of grant: Grant, in book: LaneBook) {
        rule.observe(report, of: grant, in: book)
    }

    mutating func decide(_ book: LaneBook, at now: Int64) -> LaneDecision {
        if let finished = book.release(&done) { return finished }
        if let ask = book.freeSoon(after: now) { return .wait(until: ask) }
        var best: (index: Int, count: Int, urgency: Double, through: Int?)?
        var next: Int64?
        for index in waiting.queues.indices where !waiting.queues[index].jobs.isEmpty {
            switch rule.offer(waiting.queues[index], book, at: now) {
            case .giveUp(let count): return .release(waiting.take(max(1, count), from: index))
            case .wait(let until): next = [next, until].compactMap(\.self).min()
            case .run(let count, let urgency, let through):
                if urgency < best?.urgency ?? .infinity { best = (index, count, urgency, through) }
            }
        }
        guard let best else { return .wait(until: next) }
        return grant(best.index, best.count, through: best.through, book, at: now)
    }

    private mutating func grant(_ index: Int, _ count: Int, through: Int?, _ book: LaneBook, at now: Int64)
        -> LaneDecision
    {
        let queue = waiting.queues[index]
        let jobs = waiting.take(max(1, min(count, book.batchLimit(slot: queue.slot))), from: index)
        let deepest = jobs.reduce(queue.stage) { max($0, book.jobs[$1]?.lastExit ?? 0) }
        let stages = queue.stage...max(queue.stage, min(deepest, through ?? deepest))
        let end = now + book.cost(slot: queue.slot, stages: stages, jobs: jobs.count)
        rule.granted(jobs, slot: queue.slot, end: end, in: book)
        return .run(slot: queue.slot, stages: stages, jobs: jobs)
    }
}
