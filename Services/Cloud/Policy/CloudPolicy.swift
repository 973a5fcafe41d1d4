package import Domain
package import Kernel
import WorkerPolicy

/// What the cloud tier does with its jobs: earliest deadline first, always through the whole network.
///
/// Rented time is not short but costs money, so nothing leaves early and nothing is begun that cannot end in time.
/// When the machine is free it takes the most urgent job and, as company in its batch, the next ones of the same
/// model for as long as the batch's bound still fits before that first deadline.
///
/// The queue is bounded; at the bound a newcomer is refused, whatever its deadline, because those inside have been
/// accepted. A job that can no longer finish is dropped as soon as that is certain, not at its deadline.
package struct CloudPolicy: Policy {
    package enum Event: Equatable, Sendable {
        case arrived(CloudJob)
        /// The batch that ran is over.
        case finished
        /// Nobody waits for the job any more.
        case canceled(JobID)
        case alarmFired
    }

    package enum Action: Equatable, Sendable {
        case run(ModelID, [JobID])
        /// The queue is full.
        case refuse(JobID)
        /// It cannot finish in time.
        case drop(JobID)
        /// Its deadline came while it ran: answer with the deepest exit that is done, or fail.
        case settle(JobID)
        /// Nobody is left in the batch that runs.
        case raiseStop
        case setAlarm(Instant)
    }

    private struct Running {
        var jobs: [CloudJob]
        /// When its bound is used up.
        let end: Instant
    }

    private let profiles: [ModelID: ExecutionProfile]
    private let queueLimit: Int
    private var waiting: [JobID: CloudJob] = [:]
    private var order = DeadlineOrder()
    private var waitingWork = Duration.zero
    private var running: Running?
    private var alarm: Instant?

    /// - Parameters:
    ///   - profiles: Of every model served.
    ///   - queueLimit: The most jobs that may wait.
    package init(profiles: [ModelID: ExecutionProfile], queueLimit: Int) {
        self.profiles = profiles
        self.queueLimit = queueLimit
    }

    package var waitingCount: Int { waiting.count }

    /// Bounded work that a newcomer may have to wait for.
    package func backlog(at now: Instant) -> Duration {
        waitingWork + (running.map { max(.zero, $0.end - now) } ?? .zero)
    }

    package mutating func handle(_ event: Event, at now: Instant) -> [Action] {
        switch event {
        case .arrived(let job): return accept(job, at: now)
        case .finished:
            running = nil
            return start(at: now)
        case .canceled(let id): return cancel(id)
        case .alarmFired: return expire(at: now)
        }
    }

    private mutating func accept(_ job: CloudJob, at now: Instant) -> [Action] {
        guard waiting.count < queueLimit else { return [.refuse(job.id)] }
        guard now <= latestStart(of: job) else { return [.drop(job.id)] }
        waiting[job.id] = job
        order.insert(job.id, deadline: job.deadline)
        waitingWork += bound(job.model, batchSize: 1)
        return start(at: now)
    }

    private mutating func cancel(_ id: JobID) -> [Action] {
        if take(id) != nil { return [] }
        guard leaveRunning(id), running?.jobs.isEmpty == true else { return [] }
        return [.raiseStop]
    }

    private mutating func expire(at now: Instant) -> [Action] {
        alarm = nil
        let late = order.ascending.compactMap { waiting[$0.job] }.filter { now > latestStart(of: $0) }
        var actions = late.map { Action.drop($0.id) }
        for job in late { _ = take(job.id) }
        for job in running?.jobs ?? [] where job.deadline <= now {
            actions.append(.settle(job.id))
            _ = leaveRunning(job.id)
        }
        if let running, running.jobs.isEmpty, !actions.isEmpty { actions.append(.raiseStop) }
        return actions + nextAlarm()
    }

    private mutating func start(at now: Instant) -> [Action] {
        var actions: [Action] = []
        while running == nil, let first = order.first.flatMap({ take($0.job) }) {
            guard now <= latestStart(of: first) else {
                actions.append(.drop(first.id))
                continue
            }
            let batch = [first] + company(of: first, at: now)
            running = Running(jobs: batch, end: now + bound(first.model, batchSize: batch.count))
            actions.append(.run(first.model, batch.map(\.id)))
        }
        return actions + nextAlarm()
    }

    /// Takes those that may join without making the first one late.
    private mutating func company(of first: CloudJob, at now: Instant) -> [CloudJob] {
        guard let capacity = profiles[first.model]?.capacity else { return [] }
        let alike = order.ascending.compactMap { waiting[$0.job] }.filter { $0.model == first.model }
        let sizes = (1...capacity).filter { now + bound(first.model, batchSize: $0) <= first.deadline }
        return alike.prefix((sizes.last ?? 1) - 1).compactMap { take($0.id) }
    }

    private mutating func take(_ id: JobID) -> CloudJob? {
        guard let job = waiting.removeValue(forKey: id) else { return nil }
        order.remove(id, deadline: job.deadline)
        waitingWork -= bound(job.model, batchSize: 1)
        return job
    }

    /// - Returns: Whether it was part of the batch that runs.
    private mutating func leaveRunning(_ id: JobID) -> Bool {
        guard let index = running?.jobs.firstIndex(where: { $0.id == id }) else { return false }
        running?.jobs.remove(at: index)
        return true
    }

    /// Asks for an alarm just after the first instant at which somebody must be given up, unless one is set before it.
    private mutating func nextAlarm() -> [Action] {
        let starts = order.ascending.compactMap { waiting[$0.job].map { latestStart(of: $0) + .nanoseconds(1) } }
        let ends = running?.jobs.map(\.deadline) ?? []
        guard let first = (starts + ends).min(), alarm.map({ first < $0 }) ?? true else { return [] }
        alarm = first
        return [.setAlarm(first)]
    }

    private func latestStart(of job: CloudJob) -> Instant {
        job.deadline - bound(job.model, batchSize: 1)
    }

    /// The bound for the whole network.
    private func bound(_ model: ModelID, batchSize: Int) -> Duration {
        guard let profile = profiles[model] else { return .zero }
        return profile.wcet(stages: 0...(profile.stageCount - 1), batchSize: batchSize)
    }
}
