import Domain
import Kernel

extension RubatoDiscipline {
    /// The promise that is due first, with as much company as does no harm; `nil` if none is due.
    mutating func mandatory(_ book: LaneBook, _ moment: LaneMoment, openWindowsToo: Bool) -> LaneDecision? {
        var earliest: (key: RubatoQueues.Key, end: Int64)?
        for key in queues.keys {
            let queue = queues[key].mandatory
            guard let head = queue.head, let release = queue.release else { continue }
            let isDue = release <= moment.now || queue.count >= book.batchLimit(slot: key.slot)
            guard isDue || openWindowsToo, head < earliest?.end ?? .max else { continue }
            earliest = (key, head)
        }
        guard let key = earliest?.key else { return nil }
        let count = queues[key].mandatory.count
        guard let size = roomySize(key, count, moment.room, book, moment) else { return .wait(until: nil) }
        let batch = bearable(headBatch(key, size, book, moment), key, book, moment)
        let isDue = queues[key].mandatory.release.map { $0 <= moment.now } ?? false
        guard (moment.isIdle && isDue && run == nil) || isBearableAhead(batch, key, book, moment) else {
            return isDue ? .wait(until: nil) : nil
        }
        let last = batch.last?.rank ?? .max
        let balance = queues.mandatoryCount > batch.count ? 0 : slack(book, moment, before: last) - book.dispatchCost
        return grant(batch.map { JobID($0.id) }, key, upTo: balance, book, moment)
    }

    /// Promises that the bounds have given up, in case the worker is faster than its bounds.
    mutating func late(_ book: LaneBook, _ moment: LaneMoment) -> LaneDecision? {
        guard queues.lateCount > 0 else { return nil }
        var earliest: (key: RubatoQueues.Key, end: Int64)?
        for key in queues.keys {
            guard let head = queues[key].late.first, head.rank < earliest?.end ?? .max else { continue }
            earliest = (key, head.rank)
        }
        guard let key = earliest?.key else { return nil }
        let jobs = queues[key].late
        return bearable(jobs.count, key, book, moment) { _, size in jobs.prefix(size).map { JobID($0.id) } }
    }

    /// Best effort of the tenant that has had least for its weight, with the company of others by the same rule.
    mutating func spare(_ book: LaneBook, _ moment: LaneMoment) -> LaneDecision? {
        guard queues.spareCount > 0 else { return nil }
        shares.advance(to: moment.now)
        var least: (key: RubatoQueues.Key, burden: Double, end: Int64)?
        for key in queues.keys {
            for part in queues[key].spare.tenants {
                let burden = shares.burden(of: part.tenant)
                guard (burden, part.first.rank) < (least?.burden ?? .infinity, least?.end ?? .max) else { continue }
                least = (key, burden, part.first.rank)
            }
        }
        guard let key = least?.key else { return nil }
        let jobs = queues[key].spare
        return bearable(jobs.count, key, book, moment) { discipline, size in
            let cost = Double(book.bound(slot: key.slot, stages: key.stage...key.stage, jobs: size)) / Double(size)
            return jobs.batch(of: size, &discipline.shares, cost: cost, at: moment.now)
        }
    }

    /// So many of what waits at the key as fit the room and as promises can bear; `nil` if they can bear none.
    private mutating func bearable(
        _ count: Int,
        _ key: RubatoQueues.Key,
        _ book: LaneBook,
        _ moment: LaneMoment,
        batch: (inout RubatoDiscipline, Int) -> [JobID]
    ) -> LaneDecision? {
        guard let roomy = roomySize(key, count, moment.room, book, moment) else { return .wait(until: nil) }
        let balance = slack(book, moment) - book.dispatchCost
        let size = Self.largest(upTo: roomy) {
            book.bound(slot: key.slot, stages: key.stage...key.stage, jobs: $0) <= balance
        }
        guard size > 0 else { return nil }
        return grant(batch(&self, size), key, upTo: balance, book, moment)
    }

    /// How many jobs fit one stage into the limit; a single one always does on an idle lane, `nil` if none does.
    func roomySize(
        _ key: RubatoQueues.Key,
        _ count: Int,
        _ room: Int64,
        _ book: LaneBook,
        _ moment: LaneMoment
    ) -> Int? {
        let limit = min(count, book.batchLimit(slot: key.slot))
        let size = Self.largest(upTo: limit) {
            book.bound(slot: key.slot, stages: key.stage...key.stage, jobs: $0) <= room
        }
        return size > 0 ? size : moment.isIdle ? 1 : nil
    }

    /// Whether promises that are due earlier, waiting in an open window or still to come, can bear the batch before them.
    ///
    /// The lane need not ask when it is idle and the batch is the first that is due: admission has counted one such batch.
    private func isBearableAhead(
        _ batch: ArraySlice<Ranked>,
        _ key: RubatoQueues.Key,
        _ book: LaneBook,
        _ moment: LaneMoment
    ) -> Bool {
        guard switches.usesSlack, let first = batch.first else { return true }
        let work = book.bound(slot: key.slot, stages: key.stage...key.stage, jobs: batch.count) + book.dispatchCost
        return slack(book, moment, before: first.rank) >= work
    }

    /// The first jobs by end, so many that the first is still in time.
    ///
    /// If that means small batches and some promise would break for want of throughput, the jobs that force small batches are
    /// demoted and the rest gets its full batch (the early drop of Nexus, but nobody is dropped yet).
    private mutating func headBatch(
        _ key: RubatoQueues.Key,
        _ size: Int,
        _ book: LaneBook,
        _ moment: LaneMoment
    ) -> ArraySlice<Ranked> {
        let queue = queues[key].mandatory
        let stages = key.stage...max(key.stage, queue.mandatoryExit)
        // Each of the stages may turn out to need a command of its own.
        let commands = Int64(stages.count - 1) * book.dispatchCost
        func work(_ jobs: Int) -> Int64 { commands + book.bound(slot: key.slot, stages: stages, jobs: jobs) }
        func timely(_ head: Ranked, _ limit: Int, from start: Int64) -> Int {
            Self.largest(upTo: limit) { start + work($0) <= head.rank }
        }
        let waiting = queue.byEnd.prefix(4 * size)
        let first = max(1, timely(waiting[0], size, from: moment.start))
        guard first < size else { return waiting.prefix(size) }
        let full = waiting.indices.first {
            timely(waiting[$0], size, from: moment.start) >= min(size, waiting.count - $0)
        }
        var served = 0
        var start = moment.start
        while let full, served < full {
            let step = timely(waiting[served], min(size, waiting.count - served), from: start)
            guard step > 0 else {
                for late in waiting[..<full] {
                    if let job = book.jobs[JobID(late.id)] { demote(job) }
                }
                return waiting[full...].prefix(size)
            }
            start += book.dispatchCost + work(step)
            served += step
        }
        return waiting.prefix(first)
    }

    /// Without those who, having a later end than promises of another queue, would take more time than these can bear.
    private func bearable(
        _ batch: ArraySlice<Ranked>,
        _ key: RubatoQueues.Key,
        _ book: LaneBook,
        _ moment: LaneMoment
    ) -> ArraySlice<Ranked> {
        let others = queues.keys.compactMap { $0 == key ? nil : queues[$0].mandatory.head }.min()
        guard let others, let last = batch.last, last.rank > others else { return batch }
        let slack = slack(book, moment, before: last.rank)
        guard slack >= 0 else { return batch }  // Some promise breaks in any case; throughput breaks the fewest.
        let inOrder = max(1, batch.count { $0.rank <= others })
        let stages = key.stage...max(key.stage, queues[key].mandatory.mandatoryExit)
        let least = book.bound(slot: key.slot, stages: stages, jobs: inOrder)
        let size = Self.largest(upTo: batch.count) {
            $0 <= inOrder || book.bound(slot: key.slot, stages: stages, jobs: $0) - least <= slack
        }
        return batch.prefix(size)
    }

    /// The balance of the account for what begins next, as far as there is room for it.
    func slack(_ book: LaneBook, _ moment: LaneMoment, before end: Int64 = .max) -> Int64 {
        // A single stage of a single job may be longer than a lane is blocked otherwise.
        let longest = book.models.reduce(0) { max($0, book.pace.bounded($1.longestStage)) }
        let most = max(moment.room, book.blockingLimit, longest) + 2 * book.dispatchCost
        guard switches.usesSlack else { return most }
        // What the jobs of outstanding segments must still do afterwards counts as if it came first.
        var start = moment.start
        var firstEnd = Int64.max
        for grant in book.grants where grant.unfinishedEnd < .max {
            start += unfinished(grant)
            firstEnd = min(firstEnd, grant.unfinishedEnd)
        }
        let slack = account.slack(from: start, at: moment.now, before: end, upTo: most)
        let balance = run.map { min(slack, $0.latest - start) } ?? slack
        return firstEnd < end ? min(balance, firstEnd - start) : balance
    }

    func unfinished(_ grant: Grant) -> Int64 {
        guard let lines else { return 0 }
        let line = lines.line(slot: grant.slot, from: grant.lastStage + 1, through: grant.mandatoryThrough)
        return line.fixed + line.perJob * Int64(grant.liveJobs)
    }
}
