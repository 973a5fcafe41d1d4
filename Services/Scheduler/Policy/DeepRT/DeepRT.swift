import Domain
import Kernel

/// DeepRT: windows gather the jobs of a model into batches, and batches run in the order of their deadlines, each to its end.
///
/// Rule (Yang et al., SEC 2021): every category, here a model, has windows of half its shortest relative deadline
/// (``BatchWindows``). A window's jobs are released at its end as one job instance that is due a window later. Instances run the whole
/// network without preemption, earliest deadline first. Jobs of best effort have their own queue in the order of arrival;
/// they run in capped batches when no instance waits. Overruns are paid back by the category that caused them
/// (``OverrunPenalty``). Admission's two phases are the admission controller's.
///
/// Complications: an instance above the batch limit is cut into several with the same deadline. A batch is chosen when the device
/// is about to be free. A job that ran at reduced depth is answered with the exit that it has reached.
struct DeepRT: LaneDiscipline {
    private static let spareBatch = Tunable(
        "spare",
        "most jobs in a batch of best effort",
        in: .whole(1...64),
        usual: 4
    )
    static var tunables: [Tunable] { [.batch(usual: 32), spareBatch] }

    private let batch: Int
    private let spareBatch: Int
    private var windows: [BatchWindows] = []
    private var instances = JobInstances()
    private var spare = StageOrder()
    private var penalty = OverrunPenalty()
    private var done: [JobID] = []

    init(configuration: LaneConfiguration) {
        batch = configuration.options.whole(Self.tunables[0])
        spareBatch = configuration.options.whole(Self.spareBatch)
    }

    mutating func insert(_ job: QueuedJob) {
        if job.lastBatch != nil, job.isAnswerable {
            done.append(job.id)
        } else if job.isPromised {
            let known = windows.firstIndex { $0.slot == job.slot && $0.stage == job.stage }
            if known == nil { windows.append(BatchWindows(slot: job.slot, stage: job.stage)) }
            windows[known ?? windows.count - 1].insert(job, at: job.arrival)
        } else {
            spare.insert(job, rank: Int64(job.ordinal))
        }
    }

    mutating func remove(_ job: QueuedJob) {
        done.removeAll { $0 == job.id }
        spare.remove(job)
        if instances.remove(job.id) { return }
        for index in windows.indices where windows[index].slot == job.slot && windows[index].stage == job.stage {
            windows[index].remove(job)
        }
    }

    mutating func observe(_ report: StageReport, of grant: Grant, in book: LaneBook) {
        penalty.observe(report, of: grant, in: book)
    }

    mutating func decide(_ book: LaneBook, at now: Int64) -> LaneDecision {
        if let finished = book.release(&done) { return finished }
        closeWindows(book, at: now)
        let nextEnd = windows.compactMap(\.end).min()
        if let ask = book.freeSoon(after: now) { return .wait(until: min(ask, nextEnd ?? ask)) }
        if let instance = instances.popFirst() {
            return grant(instance.jobs, slot: instance.slot, stage: instance.stage, book)
        }
        guard let index = spare.leading else { return .wait(until: nextEnd) }
        let queue = spare.queues[index]
        let jobs = spare.take(min(spareBatch, book.batchLimit(slot: queue.slot)), from: index)
        return grant(jobs, slot: queue.slot, stage: queue.stage, book)
    }

    private mutating func closeWindows(_ book: LaneBook, at now: Int64) {
        for index in windows.indices {
            guard let closed = windows[index].close(at: now) else { continue }
            let (slot, stage) = (windows[index].slot, windows[index].stage)
            let limit = min(batch, book.batchLimit(slot: slot))
            for start in stride(from: 0, to: closed.jobs.count, by: limit) {
                let part = Array(closed.jobs[start..<min(start + limit, closed.jobs.count)])
                instances.insert(JobInstance(slot: slot, stage: stage, jobs: part, due: closed.due))
            }
        }
    }

    private func grant(_ jobs: [JobID], slot: Int, stage: Int, _ book: LaneBook) -> LaneDecision {
        let members = jobs.compactMap { book.jobs[$0] }
        var last = members.reduce(stage) { max($0, $1.lastExit) }
        if penalty.isDue(slot: slot) {
            last = max(members.reduce(stage) { max($0, $1.mandatoryExit) }, last - 1)
        }
        return .run(slot: slot, stages: stage...last, jobs: jobs)
    }
}
