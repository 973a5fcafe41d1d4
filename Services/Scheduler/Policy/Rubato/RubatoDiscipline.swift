package import Domain
import Kernel

/// Rubato's own order: promises first, then accuracy, and never so much at once that a new promise would wait long.
///
/// Intuition: what is promised is the mandatory part of each job, and it is small. Run it first and in large batches, and
/// the time that is left buys accuracy where it is cheapest.
///
/// Rule, whenever a segment may be granted, the first that applies:
/// 1. mandatory stages that are due, earliest end first, in the largest batch that its head and all that waits can bear;
/// 2. mandatory stages that the bounds say are too late, because bounds are pessimistic;
/// 3. optional stages, where the gain in confidence per time is highest (lowest confidence first), if what waits can bear it;
/// 4. mandatory stages whose window is still open, if the lane is idle;
/// 5. best effort, earliest end first.
///
/// Complications: a segment is at most `blockingLimit` long, outstanding ones together too, unless a single stage of a single
/// job is longer. It covers several stages when nothing else waits, or when one stage is short beside the cost of a
/// command. The next segment is granted only shortly before the present one ends, so that batches gather until then. A job
/// whose next stage would end too late is released with the answer it has.
package struct RubatoDiscipline: LaneDiscipline {
    /// By how much a timer may be late in a service.
    static let timerLateness: Int64 = 100_000
    /// A segment this many commands long hides the cost of the next command well enough.
    static let grainInCommands: Int64 = 4

    var queues = RubatoQueues()

    package init(configuration: LaneConfiguration) {}

    package mutating func insert(_ job: QueuedJob) { queues.insert(job) }
    package mutating func remove(_ job: QueuedJob) { queues.remove(job) }

    package mutating func decide(_ book: LaneBook, at now: Int64) -> LaneDecision {
        guard queues.count > 0 else { return .wait(until: nil) }
        let moment = LaneMoment(book, at: now)
        let futile = futileJobs(book, moment)
        if !futile.isEmpty {
            take(futile, book)
            return .release(futile)
        }
        if !moment.isIdle {
            let ask = moment.expectedStart - book.dispatchCost - Self.timerLateness
            guard ask <= now else { return .wait(until: ask) }
        }
        demoteLateHeads(book, moment)
        return mandatory(book, moment, openWindowsToo: false)
            ?? late(book, moment)
            ?? optional(book, moment)
            ?? (moment.isIdle ? mandatory(book, moment, openWindowsToo: true) : nil)
            ?? spare(book, moment)
            ?? .wait(until: nextRelease(after: now))
    }

    package func displaced(by newcomer: QueuedJob, in book: LaneBook) -> JobID? {
        guard newcomer.isPromised else { return nil }
        let optional = queues.keys.compactMap { queues[$0].optional.byConfidence.last }.max()
        let spare = queues.keys.compactMap { queues[$0].spare.last }.max()
        let late = queues.keys.compactMap { queues[$0].late.last }.max()
        return (optional ?? spare ?? late).map { JobID($0.id) }
    }

    /// As far as the lane may be blocked in any case, and one stage at least.
    package func standingStage(_ book: LaneBook, slot: Int) -> Int? {
        let limit = book.configuration.blockingLimit.nanoseconds
        let last = book.models[slot].stageCount - 1
        return (0...last).last { $0 == 0 || book.bound(slot: slot, stages: 0...$0, jobs: 1) <= limit }
    }

    func nextRelease(after now: Int64) -> Int64? {
        queues.keys.compactMap { queues[$0].mandatory.release }.filter { $0 > now }.min()
    }

    mutating func take(_ ids: [JobID], _ book: LaneBook) {
        for id in ids {
            if let job = book.jobs[id] { queues.remove(job) }
        }
    }

    /// The largest batch up to `limit` for which the condition, monotone in the size, holds; 0 if it holds for none.
    static func largest(upTo limit: Int, where holds: (Int) -> Bool) -> Int {
        var low = 0
        var high = limit
        while low < high {
            let middle = (low + high + 1) / 2
            if holds(middle) { low = middle } else { high = middle - 1 }
        }
        return low
    }
}
