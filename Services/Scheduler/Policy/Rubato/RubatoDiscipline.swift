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
/// 3. optional stages that are worth their time, in the order in which their jobs should be done;
/// 4. optional stages that are not, where the gain per time is highest, for a short while;
/// 5. mandatory stages whose window is still open, if the lane is idle;
/// 6. best effort, of the tenant that has had least for its weight, earliest end first.
/// All but the first two, and whatever goes before work with an earlier end, are withdrawals from the ``SlackAccount``.
///
/// What optional stages are worth is their gain in confidence per time, and what time is worth is the ``TimePrice``. So
/// under light load a job goes on at once until it is done; under overload most jobs are answered as soon as the next
/// stages do not pay, and only the others wait.
///
/// Complications: a segment is at most `blockingLimit` long, outstanding ones together too, unless a single stage of a single
/// job is longer. It covers several stages when nothing else waits, when one stage is short beside the cost of a command, or
/// when those who stay would go on before all others in any case. The next segment is granted only shortly before the
/// present one ends, so that batches gather until then. A job whose next stage would end too late is released with the
/// answer it has.
package struct RubatoDiscipline: LaneDiscipline {
    package static var tunables: [Tunable] { RubatoTunables.all }
    /// A short segment is over before the word that its predecessor has ended can bring another one.
    package static var grantLimit: Int { Segment.outstandingLimit }

    /// By how much a timer may be late in a service.
    static let timerLateness: Int64 = 100_000
    /// A segment this many commands long hides the cost of the next command well enough.
    static let grainInCommands: Int64 = 4
    /// Who would be next in any case goes on for so many commands at most: what comes meanwhile might change who is next.
    static let stayInCommands: Int64 = 8

    let switches: RubatoSwitches
    /// Of what is left of their budgets, for how much optional stages may wait before time has a price.
    let backlogShare: Double
    var queues: RubatoQueues
    var account = SlackAccount()
    var price: TimePrice
    var shares = TenantShares()
    var lines: StageLines?
    /// The planned table by which streams are kept, if one is in force.
    var run: TableRun?
    /// Which share leaves at every exit by rule.
    var rates = ExitRates()
    /// When the dynamic program may be asked again.
    var nextPlan = Int64.min

    package init(configuration: LaneConfiguration) {
        switches = RubatoSwitches(configuration.options)
        price = TimePrice(workingShare: configuration.options[RubatoTunables.share])
        backlogShare = configuration.options[RubatoTunables.backlog]
        queues = RubatoQueues(configuration.options)
    }

    package mutating func insert(_ job: QueuedJob) { queues.insert(job, isChosen: true) }
    package mutating func remove(_ job: QueuedJob) { queues.remove(job) }

    package mutating func decide(_ book: LaneBook, at now: Int64) -> LaneDecision {
        refresh(book)
        followPlan(book, at: now)
        guard queues.count + (run?.count ?? 0) > 0 else { return .wait(until: nil) }
        let moment = LaneMoment(book, at: now)
        plan(book, moment)
        let given = futileJobs(book, moment)
        if !given.isEmpty {
            let work = queues.chosenWork(book)
            take(given, book)
            price.noteLost(work - queues.chosenWork(book))
            return .release(given)
        }
        if !moment.isIdle {
            let ask = moment.expectedStart - book.dispatchCost - Self.timerLateness
            guard ask <= now else { return .wait(until: ask) }
            guard !awaitsSurvivors(book, moment) else { return .wait(until: nil) }
        }
        if run != nil { return byTable(book, moment) }
        demoteLateHeads(book, moment)
        return refinement(book, moment) ?? beyondPlan(book, moment)
    }

    /// The rest of the rule, which a planned table leaves as it is.
    mutating func beyondPlan(_ book: LaneBook, _ moment: LaneMoment) -> LaneDecision {
        mandatory(book, moment, openWindowsToo: false)
            ?? late(book, moment)
            ?? optional(book, moment)
            ?? (moment.isIdle && switches.startsEarly ? mandatory(book, moment, openWindowsToo: true) : nil)
            ?? spare(book, moment)
            ?? stranded(book, moment)
            ?? .wait(until: nextRelease(after: moment.now))
    }

    package mutating func observe(_ report: StageReport, of grant: Grant, in book: LaneBook) {
        rates.observe(report, slot: grant.slot)
    }

    package func displaced(by newcomer: QueuedJob, in book: LaneBook) -> JobID? {
        guard newcomer.isPromised else { return spareDisplaced(by: newcomer) }
        let leftOver = queues.keys.compactMap { queues[$0].optional.leftOver.last }.max()
        let chosen = queues.keys.compactMap { queues[$0].optional.chosen.last }.max()
        let spare = queues.keys.compactMap { queues[$0].spare.byEnd.last }.max()
        let late = queues.keys.compactMap { queues[$0].late.last }.max()
        return (leftOver ?? chosen ?? spare ?? late).map { JobID($0.id) }
    }

    /// The last best-effort job of the tenant that holds most for its weight, if that is more than the newcomer's would hold.
    private func spareDisplaced(by newcomer: QueuedJob) -> JobID? {
        var held: [(tenant: Tenant, count: Double, last: Ranked)] = []
        for part in queues.keys.flatMap({ queues[$0].spare.tenants }) {
            if let known = held.firstIndex(where: { $0.tenant.id == part.tenant.id }) {
                held[known].count += Double(part.count)
                held[known].last = max(held[known].last, part.last)
            } else {
                held.append((part.tenant, Double(part.count), part.last))
            }
        }
        let own = held.first { $0.tenant.id == newcomer.tenant.id }?.count ?? 0
        let most = held.max { $0.count / $0.tenant.weight < $1.count / $1.tenant.weight }
        guard let most, most.count / most.tenant.weight > (own + 1) / newcomer.tenant.weight else { return nil }
        return JobID(most.last.id)
    }

    /// As far as the lane may be blocked in any case, and one stage at least.
    package func standingStage(_ book: LaneBook, slot: Int) -> Int? {
        guard run == nil, switches.startsEarly else { return nil }
        let limit = book.blockingLimit
        let last = book.models[slot].stageCount - 1
        return (0...last).last { $0 == 0 || book.bound(slot: slot, stages: 0...$0, jobs: 1) <= limit }
    }

    func nextRelease(after now: Int64) -> Int64? {
        var next = Int64.max
        func consider(_ instant: Int64?) {
            if let instant, instant > now { next = min(next, instant) }
        }
        for key in queues.keys {
            consider(queues[key].mandatory.release)
            consider(queues[key].optional.nextExpiry)
            consider(queues[key].optional.chosen.first?.rank)
        }
        return next == .max ? nil : next
    }

    /// Answered jobs whose turn has come on an idle lane that the slack account keeps from running: better now than at the end.
    private mutating func stranded(_ book: LaneBook, _ moment: LaneMoment) -> LaneDecision? {
        guard moment.isIdle else { return nil }
        let jobs = queues.keys.flatMap { key in
            let chosen = queues[key].optional.chosen
            return chosen.prefix(chosen.count(through: moment.now, limit: chosen.count)).map { JobID($0.id) }
        }
        take(jobs, book)
        return jobs.isEmpty ? nil : .release(jobs)
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
