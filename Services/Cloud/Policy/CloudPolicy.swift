package import Domain
package import Kernel

/// What the cloud tier does with its jobs: earliest deadline first, in batches, always through the whole network.
///
/// Rented time is not short but costs money, so nothing leaves early and nothing is begun that cannot end in time.
///
/// The tier has its own admission: a newcomer is taken in only if there is a ``BatchPlan`` by which it and all that are inside
/// end in time at their bounds. Else it is refused at once, so that whoever sent it has time left to try something else, and
/// nothing is spent on it. Where more executors, which cost a start, would cover it, they are rented. One more is rented
/// ahead of need when a waiting job is about to use up half of its budget before it ends.
///
/// The queue is bounded; at the bound a newcomer is refused, whatever its deadline, because those inside have been
/// accepted. A job that can no longer finish, since others overran their bounds, is dropped as soon as that is certain.
package struct CloudPolicy: Policy {
    package enum Event: Equatable, Sendable {
        case arrived(CloudJob)
        /// The batch that ran on that executor is over.
        case finished(executor: Int)
        /// Nobody waits for the job any more.
        case canceled(JobID)
        case alarmFired
    }

    package enum Action: Equatable, Sendable {
        case run(executor: Int, ModelID, [JobID])
        case refuse(JobID, CloudRefusal)
        /// It cannot finish in time.
        case drop(JobID)
        /// Its deadline came while it ran: answer with the deepest exit that is done, or fail.
        case settle(JobID)
        /// Nobody is left in the batch that runs there.
        case raiseStop(executor: Int)
        case setAlarm(Instant)
    }

    private let bounds: NetworkBounds
    private let queueLimit: Int
    private var pool: ExecutorPool
    private var plan = BatchPlan()
    private var alarm: Instant?

    /// - Parameters:
    ///   - profiles: Of every model served.
    ///   - queueLimit: The most jobs that may wait.
    ///   - executors: How many may be rented.
    package init(profiles: [ModelID: ExecutionProfile], queueLimit: Int, executors: PoolLimits = PoolLimits()) {
        bounds = NetworkBounds(profiles)
        self.queueLimit = queueLimit
        pool = ExecutorPool(executors)
    }

    package var waitingCount: Int { plan.count }
    /// Rented at present.
    package var executorCount: Int { pool.count }
    /// How many executors have been rented beyond those that there were at first.
    package var executorStarts: Int { pool.starts }
    package var executorStops: Int { pool.stops }

    /// How long all executors are busy with what is inside, at the bounds.
    package func backlog(at now: Instant) -> Duration {
        var executors = pool.plan(at: now)
        for batch in plan.batches { _ = executors.place(bounds.bound(batch)) }
        return executors.next - now
    }

    package mutating func handle(_ event: Event, at now: Instant) -> [Action] {
        pool.advance(to: now)
        var actions = transition(event, at: now)
        growAhead(at: now)
        actions += begin(at: now)
        return actions + nextAlarm()
    }

    private mutating func transition(_ event: Event, at now: Instant) -> [Action] {
        switch event {
        case .arrived(let job): return accept(job, at: now)
        case .finished(let executor):
            pool.finish(executor, at: now)
            return []
        case .canceled(let id): return cancel(id)
        case .alarmFired: return expire(at: now)
        }
    }

    // MARK: Admission

    private mutating func accept(_ job: CloudJob, at now: Instant) -> [Action] {
        guard plan.count < queueLimit else { return [.refuse(job.id, .queueFull)] }
        let late = plan.late(on: pool.plan(at: now), bounds)
        for growth in 0...pool.room {
            let executors = pool.plan(at: now, more: growth)
            let composed = BatchPlan(composing: plan.jobs + [job], on: executors, bounds)
            let ways = [composed] + plan.inserting(job, bounds)
            // Those that are late anyway keep nobody out.
            guard let way = ways.first(where: { $0.late(on: executors, bounds).isSubset(of: late) }) else { continue }
            plan = way
            for _ in 0..<growth { pool.grow(at: now) }
            return []
        }
        return [.refuse(job.id, .cannotCover)]
    }

    /// Rents one more, one at a time, if it could begin before a job that will have used half of its budget otherwise.
    private mutating func growAhead(at now: Instant) {
        guard pool.room > 0, !pool.isStarting, plan.count > 0 else { return }
        var executors = pool.plan(at: now)
        let ready = pool.readyAt(from: now)
        for batch in plan.batches {
            let start = executors.next
            let end = executors.place(bounds.bound(batch))
            guard start > ready, batch.contains(where: { (end - now) * 2 > $0.deadline - now }) else { continue }
            return pool.grow(at: now)
        }
    }

    // MARK: Running

    private mutating func begin(at now: Instant) -> [Action] {
        var actions: [Action] = []
        while let executor = pool.firstIdle, let batch = plan.takeFirst() {
            let late = batch.filter { now > latestStart(of: $0) }
            actions += late.map { .drop($0.id) }
            let able = batch.filter { now <= latestStart(of: $0) }
            guard let first = able.first else { continue }
            pool.run(able, on: executor, until: now + bounds.bound(able))
            actions.append(.run(executor: executor, first.model, able.map(\.id)))
        }
        return actions
    }

    private mutating func cancel(_ id: JobID) -> [Action] {
        if plan.remove(id) { return [] }
        guard let (executor, left) = pool.remove(id), left == 0 else { return [] }
        return [.raiseStop(executor: executor)]
    }

    private mutating func expire(at now: Instant) -> [Action] {
        alarm = nil
        let late = plan.jobs.filter { now > latestStart(of: $0) }
        var actions = late.map { Action.drop($0.id) }
        for job in late { _ = plan.remove(job.id) }
        for (executor, jobs) in pool.running {
            let due = jobs.filter { $0.deadline <= now }
            for job in due {
                actions.append(.settle(job.id))
                _ = pool.remove(job.id)
            }
            if !due.isEmpty, due.count == jobs.count { actions.append(.raiseStop(executor: executor)) }
        }
        return actions
    }

    /// Asks for an alarm at the first instant at which somebody must be given up, or executors change, unless one is set
    /// before it.
    private mutating func nextAlarm() -> [Action] {
        let starts = plan.jobs.map { latestStart(of: $0) + .nanoseconds(1) }
        let ends = pool.running.flatMap { $0.jobs.map(\.deadline) }
        let instants = starts + ends + [pool.nextChange].compactMap(\.self)
        guard let first = instants.min(), alarm.map({ first < $0 }) ?? true else { return [] }
        alarm = first
        return [.setAlarm(first)]
    }

    private func latestStart(of job: CloudJob) -> Instant {
        job.deadline - bounds.bound(job.model, batchSize: 1)
    }
}
