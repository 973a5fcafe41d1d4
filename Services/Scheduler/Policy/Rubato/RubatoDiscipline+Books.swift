import Domain
import Kernel

extension RubatoDiscipline {
    package mutating func insert(_ job: QueuedJob, in book: LaneBook) {
        refresh(book)
        if job.isFrame, job.stage == 0 { account.noteArrival(slot: job.slot, at: book.now) }
        guard job.isPromised else { return queues.insert(job, isChosen: false) }
        guard job.isMandatory else {
            let isWorthIt = choose(job, book)
            let isOwed = isOwed(job, book)
            return queues.insert(job, isChosen: isWorthIt || isOwed, isOwed: isOwed)
        }
        let costs = book.models[job.slot]
        if job.stage == 0 {
            price.noteMandatory(costs.usualCosts[0...job.mandatoryExit].reduce(0, +) * book.pace.mean)
        }
        if let group = run?.group(of: job) {
            run?.insert(job, in: group)
        } else {
            enter(job) { $0.insert(job, isChosen: true) }
        }
    }

    package mutating func remove(_ job: QueuedJob, in book: LaneBook) {
        guard job.isMandatory else { return queues.remove(job) }
        if run?.remove(job) ?? false { return }
        leave(job) { $0.remove(job) }
    }

    /// Gives up the promise's place in the order; the job stays and runs when no feasible promise waits.
    mutating func demote(_ job: QueuedJob) { leave(job) { $0.demote(job) } }

    mutating func take(_ ids: [JobID], _ book: LaneBook) {
        for id in ids {
            if let job = book.jobs[id] { remove(job, in: book) }
        }
    }

    /// Follows new profiles, new promises and another pace.
    mutating func refresh(_ book: LaneBook) {
        if lines?.isCurrent(book) ?? false { return }
        let lines = StageLines(book)
        self.lines = lines
        account.expect(book.plan.windows.compactMap { FutureDemand($0, book, lines, beside: account.coming) })
        account.clearWaiting()
        for key in queues.keys {
            let queue = queues[key].mandatory
            for place in queue.byEnd.prefix(queue.count) {
                guard let job = book.jobs[JobID(place.id)] else { continue }
                let line = lines.line(slot: key.slot, from: key.stage, through: job.mandatoryExit)
                account.insert(place, cost: line.perJob)
            }
            account.setHead(key, end: queue.head, cost: headCost(key))
        }
    }

    private func headCost(_ key: RubatoQueues.Key) -> Int64 {
        lines?.line(slot: key.slot, from: key.stage, through: queues[key].mandatory.mandatoryExit).fixed ?? 0
    }

    mutating func enter(_ job: QueuedJob, _ change: (inout RubatoQueues) -> Void) {
        change(&queues)
        let key = RubatoQueues.Key(slot: job.slot, stage: job.stage)
        let line = lines?.line(slot: job.slot, from: job.stage, through: job.mandatoryExit) ?? .zero
        account.insert(Ranked(rank: job.end, id: job.id.rawValue), cost: line.perJob)
        account.setHead(key, end: queues[key].mandatory.head, cost: headCost(key))
    }

    private mutating func leave(_ job: QueuedJob, _ change: (inout RubatoQueues) -> Void) {
        let key = RubatoQueues.Key(slot: job.slot, stage: job.stage)
        change(&queues)
        account.remove(Ranked(rank: job.end, id: job.id.rawValue))
        account.setHead(key, end: queues[key].mandatory.head, cost: headCost(key))
    }

    /// Whether the job's tenant has had less than its part of the time, now that time has a price.
    private mutating func isOwed(_ job: QueuedJob, _ book: LaneBook) -> Bool {
        shares.advance(to: book.now)
        shares.note(job.tenant, at: book.now)
        return price.perNanosecond > 0 && switches.usesPrice && shares.isOwed(job.tenant)
    }

    /// Whether what the job's next stages gain is worth the lane's time.
    private mutating func choose(_ job: QueuedJob, _ book: LaneBook) -> Bool {
        guard switches.usesPrice else { return true }
        let costs = book.models[job.slot]
        let gainRate = costs.gainRate(stage: job.stage, confidence: job.confidence) / book.pace.mean
        price.advance(to: book.now, backlog: queues.chosenWork(book))
        price.note(patience: backlogShare * Double(max(0, job.end - book.now)))
        price.note(gainRate: gainRate, work: costs.outlook(stage: job.stage).cost * book.pace.mean)
        return gainRate >= price.perNanosecond
    }
}
