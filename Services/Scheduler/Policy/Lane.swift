import Domain
package import Kernel

/// One worker's line of work under a discipline.
///
/// The worker runs granted segments in order and answers by itself whoever leaves by rule, so the lane learns what
/// happened from stage reports. It grants ahead so that the worker never waits for a command, and never more than
/// ``LaneDiscipline/grantLimit``, so that an urgent arrival waits for little. A job is in at most one segment; in every
/// other moment it waits in the discipline's queues, or it is gone.
package struct Lane<Discipline: LaneDiscipline>: LanePolicy {
    package typealias Event = LaneEvent
    package typealias Action = LaneAction

    private var book: LaneBook
    private var discipline: Discipline
    private var alarm: Int64?

    package init(configuration: LaneConfiguration) {
        book = LaneBook(configuration: configuration)
        discipline = Discipline(configuration: configuration)
    }

    package var backlog: Duration { .nanoseconds(book.mandatory.bound(book)) }
    package var pendingJobs: Int { book.jobs.count }
    package var tableMark: UInt64 { discipline.tableMark }
    package var counters: LaneCounters {
        var counters = book.counters
        counters.boundedPlans += discipline.boundedPlans
        return counters
    }

    package mutating func handle(_ event: LaneEvent, at now: Instant) -> [LaneAction] {
        var actions: [LaneAction] = []
        let time = now.nanoseconds
        book.begin(at: time)
        switch event {
        case .opened(let member):
            book.counters.boundedPlans += discipline.boundedPlans
            book.forget()
            discipline = Discipline(configuration: book.configuration)
            book.learn(member)
            stand(&actions)
        case .changed(let member):
            book.learn(member)
            stand(&actions)
        case .arrived(let jobs): arrive(jobs, at: time, &actions)
        case .stageDone(let report): finish(report, at: time, &actions)
        case .withdrawn(let ids): withdraw(ids)
        case .promised(let plan): book.learn(plan)
        case .alarmFired: alarm = nil
        }
        interrupt(at: time, &actions)
        let table = discipline.tableMark
        decide(at: time, &actions)
        if discipline.tableMark != table { stand(&actions) }
        return actions
    }

    /// Tells the worker which lone jobs may begin without a command.
    private func stand(_ actions: inout [LaneAction]) {
        var stages: [ModelID: Int] = [:]
        // A load begins when it is granted: nothing that is promised counts on a piece that nobody has asked about.
        for slot in book.models.indices where !book.models[slot].model.isLoad {
            stages[book.models[slot].model] = discipline.standingStage(book, slot: slot)
        }
        if !stages.isEmpty || discipline.tableMark != 0 { actions.append(.stand(stages)) }
    }

    private mutating func arrive(_ arrivals: [StagedJob], at now: Int64, _ actions: inout [LaneAction]) {
        var rejected: [JobID] = []
        for arrival in arrivals {
            if let known = book.jobs[arrival.job.id] {
                guard known.batch == nil else { continue }  // Told twice; its segment's report will say more.
                discipline.remove(known, in: book)
                book.remove(known.id)
            }
            book.counters.arrived += 1
            guard let job = book.makeJob(arrival, at: now), job.stage <= job.lastExit else {
                book.counters.unknownModel += 1
                rejected.append(arrival.job.id)
                continue
            }
            if let begun = arrival.begun, book.models[job.slot].stageCount > begun.through {
                book.add(job)
                book.adopt(begun, of: job, at: now)
                continue
            }
            if book.jobs.count >= book.configuration.maxPending {
                book.counters.displaced += 1
                let victim = discipline.displaced(by: job, in: book)
                rejected.append(victim ?? job.id)
                count(released: victim.flatMap { book.jobs[$0] } ?? job)
                guard let victim, let known = book.remove(victim) else { continue }
                discipline.remove(known, in: book)
            }
            book.add(job)
            discipline.insert(job, in: book)
        }
        if !rejected.isEmpty { actions.append(.release(rejected)) }
    }

    private mutating func interrupt(at now: Int64, _ actions: inout [LaneAction]) {
        guard !book.grants.isEmpty, discipline.interrupts(book, at: now) else { return }
        book.markStopped()
        book.counters.stops += 1
        actions.append(.stop)
    }

    private mutating func finish(_ report: StageReport, at now: Int64, _ actions: inout [LaneAction]) {
        guard let index = book.grants.firstIndex(where: { $0.batch == report.batch }),
            (book.grants[index].stage...book.grants[index].lastStage).contains(report.stage)
        else {
            book.counters.strayReports += 1
            return
        }
        // The worker runs in order: whatever was granted before has ended, even if its report was lost.
        for _ in 0..<index { end(at: now, &actions) }
        discipline.observe(report, of: book.grants[0], in: book)
        book.advance(report, at: now)
        for reading in report.readings { read(reading, stage: report.stage, of: report.batch) }
        if report.segmentEnded { end(at: now, &actions) }
    }

    private mutating func read(_ reading: StageReport.Reading, stage: Int, of batch: BatchID) {
        guard var job = book.jobs[reading.job], job.batch == batch else { return }
        if reading.left {
            book.remove(job.id)
            book.counters.answered += 1
        } else {
            job.stage = stage + 1
            job.confidence = reading.confidence
            book.update(job)
        }
    }

    /// Puts back into the queues who is left of the first grant; who has run all his stages and not left is let go.
    private mutating func end(at now: Int64, _ actions: inout [LaneAction]) {
        let grant = book.endGrant(at: now)
        var finished: [JobID] = []
        for id in grant.jobs {
            guard var job = book.jobs[id], job.batch == grant.batch else { continue }
            job.lastBatch = job.batch
            job.batch = nil
            job.waitsSince = now
            if job.stage <= job.lastExit {
                book.update(job)
                discipline.insert(job, in: book)
            } else {
                book.remove(id)
                book.counters.answered += 1
                finished.append(id)
            }
        }
        if !finished.isEmpty { actions.append(.release(finished)) }
    }

    private mutating func withdraw(_ ids: [JobID]) {
        for id in ids {
            guard let job = book.remove(id) else { continue }
            book.counters.withdrawn += 1
            if job.batch == nil { discipline.remove(job, in: book) }
        }
    }

    private mutating func decide(at now: Int64, _ actions: inout [LaneAction]) {
        while book.grants.count < Discipline.grantLimit, !book.models.isEmpty {
            switch discipline.decide(book, at: now) {
            case .run(let slot, let stages, let jobs):
                book.counters.segments += 1
                actions.append(.run(book.grant(slot: slot, stages: stages, jobs: jobs, at: now)))
            case .release(let ids):
                for id in ids {
                    guard let job = book.remove(id) else { continue }
                    count(released: job)
                }
                actions.append(.release(ids))
            case .wait(let until):
                if let until { wake(at: until, now: now, &actions) }
                return
            }
        }
    }

    private mutating func count(released job: QueuedJob) {
        if job.isAnswerable { book.counters.shed += 1 } else { book.counters.dropped += 1 }
    }

    /// An alarm that is set for earlier will ask again in any case.
    private mutating func wake(at until: Int64, now: Int64, _ actions: inout [LaneAction]) {
        if let alarm, alarm > now, alarm <= until { return }
        alarm = until
        actions.append(.setAlarm(Instant(nanoseconds: until)))
    }
}
