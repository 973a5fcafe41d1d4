package import Domain
package import Kernel

/// What a worker does with its staged jobs: it runs what it is told, applies the exit rules, and keeps deadlines.
///
/// A worker decides nothing about the order of work. It runs granted segments one after another, answers a job as soon
/// as its exit rule says so, and owes each job its best answer by its deadline whether the scheduler is there or not.
///
/// At its deadline a job is answered with its deepest usable exit (not shallower than the mandatory one), or fails if
/// there is none; it makes no difference whether it is just running, since the result of that run would be late.
///
/// Complications: a job may go while a segment holds it, so what a segment says of jobs that it no longer holds is
/// discarded. When the lane is lost, granted segments run on as orphans, for their results are still worth having; a
/// new lane is told of the staged jobs only after the last orphan has ended, because until then stages done could
/// change under the new scheduler's hands. A job that arrives at an empty lane begins at once where the scheduler has
/// given a standing grant: it can have nothing else for that lane then, and a command would cost a round trip.
package struct WorkerPolicy: Policy {
    package enum Event: Equatable, Sendable {
        /// The whole tensor of a job is here; the job is new.
        case staged(LaneJob)
        case commanded(LaneOrder)
        case stageFinished(StageResult)
        /// Nobody waits for the job any more.
        case canceled(JobID)
        case alarmFired
        /// The scheduler can be told things from now on.
        case laneOpened
        case laneLost
    }

    package enum Action: Equatable, Sendable {
        /// Hand it to the compute thread, behind what was handed over before.
        case run(Segment)
        /// Let the run of this segment end between two layers.
        case raiseStop(BatchID)
        case answer(JobID, exit: Int)
        case fail(JobID, JobFailure)
        /// Forget a canceled job; says whether the running segment held it.
        case drop(JobID, whileRunning: Bool)
        /// Nobody waits for what this run found out about the job.
        case discard(JobID)
        case refuse(BatchID, GrantRefusal)
        /// Tell the scheduler who this worker is.
        case register
        case report(LaneNote)
        case setAlarm(Instant)
    }

    enum Lane {
        /// Nothing can be told; left when a lane opens.
        case closed
        /// Open, but segments of the lane before still run; left when the last of them ends or the lane is lost.
        case settling
        /// Every change is told; left when the lane is lost.
        case open
    }

    struct Held {
        let job: LaneJob
        var stagesDone = 0

        /// The exit of the best answer so far, if there is a usable one.
        var usableExit: Int? { stagesDone > job.rule.mandatoryExit ? stagesDone - 1 : nil }
    }

    struct Granted {
        let grant: Segment
        var living: [JobID]
        /// Granted on a lane that is lost.
        var isOrphan = false
        var isStopped = false

        var isOwn: Bool { grant.batch.rawValue & WorkerPolicy.ownBatches != 0 }
    }

    /// Set in the numbers of segments that began by the standing grant, so that no scheduler's number meets them.
    static let ownBatches: UInt64 = 1 << 63

    let stageCounts: [ModelID: Int]
    var held: [JobID: Held] = [:]
    var deadlines = DeadlineOrder()
    /// In the order of running.
    var granted: [Granted] = []
    var lane = Lane.closed
    /// The standing grant: by model the last stage that a job on an empty lane is run through at once.
    var standing: [ModelID: Int] = [:]
    private var begunCount: UInt64 = 0
    private var alarm: Instant?

    /// - Parameter stageCounts: The models served, each with its number of stages.
    package init(stageCounts: [ModelID: Int]) {
        self.stageCounts = stageCounts
    }

    package var stagedCount: Int { held.count }

    /// Whether a granted segment is not over.
    package var isBusy: Bool { !granted.isEmpty }

    /// Whether nothing waits for a command: the lane is empty, or its only job runs by the standing grant.
    package var runsByItself: Bool {
        held.isEmpty
            ? granted.isEmpty : held.count == 1 && granted.first.map { $0.isOwn && !$0.living.isEmpty } ?? false
    }

    package func holds(_ id: JobID) -> Bool { held[id] != nil }

    package mutating func handle(_ event: Event, at now: Instant) -> [Action] {
        switch event {
        case .staged(let job): stage(job, at: now)
        case .commanded(let order): obey(order)
        case .stageFinished(let result): apply(result)
        case .canceled(let id): cancel(id)
        case .alarmFired: expire(at: now)
        case .laneOpened: openLane()
        case .laneLost: loseLane()
        }
    }

    private mutating func stage(_ job: LaneJob, at now: Instant) -> [Action] {
        precondition(held[job.id] == nil, "a staged job is new")
        guard job.deadline > now else { return [.fail(job.id, .deadlinePassed)] }
        held[job.id] = Held(job: job)
        deadlines.insert(job.id, deadline: job.deadline)
        guard lane == .open else { return nextAlarm() }
        let begun = standingGrant(for: job)
        return (begun.map { [.run($0)] } ?? []) + [.report(.arrived(job, stagesDone: 0, begun: begun))] + nextAlarm()
    }

    /// The segment that the only job of an empty lane runs as without being asked for; it is one of the outstanding.
    private mutating func standingGrant(for job: LaneJob) -> Segment? {
        guard held.count == 1, granted.isEmpty, job.window == .zero, let last = standing[job.model] else { return nil }
        begunCount += 1
        let grant = Segment(
            batch: BatchID(Self.ownBatches | begunCount),
            model: job.model,
            stages: 0...min(last, job.rule.lastExit),
            jobs: [job.id]
        )
        granted.append(Granted(grant: grant, living: [job.id]))
        return grant
    }

    private mutating func cancel(_ id: JobID) -> [Action] {
        guard held[id] != nil else { return [] }
        let isRunning = granted.first?.living.contains(id) ?? false
        return [.drop(id, whileRunning: isRunning)] + withdraw(id)
    }

    private mutating func expire(at now: Instant) -> [Action] {
        alarm = nil
        var actions: [Action] = []
        while let first = deadlines.first, first.deadline <= now {
            actions += settle(first.job, otherwise: .deadlinePassed)
        }
        return actions + nextAlarm()
    }

    /// Asks for an alarm at the earliest deadline, unless an earlier one is set already.
    private mutating func nextAlarm() -> [Action] {
        guard let first = deadlines.first, alarm.map({ first.deadline < $0 }) ?? true else { return [] }
        alarm = first.deadline
        return [.setAlarm(first.deadline)]
    }

    /// Ends a job with the best answer it has, or with that failure.
    mutating func settle(_ id: JobID, otherwise failure: JobFailure) -> [Action] {
        guard let job = held[id] else { return [] }
        let outcome: Action = job.usableExit.map { .answer(id, exit: $0) } ?? .fail(id, failure)
        return [outcome] + withdraw(id)
    }

    /// Takes a job out everywhere, tells the scheduler, and stops a run that has nobody left.
    private mutating func withdraw(_ id: JobID) -> [Action] {
        remove(id)
        var actions: [Action] = lane == .open ? [.report(.withdrawn(id))] : []
        if let first = granted.first, first.living.isEmpty, !first.isStopped {
            granted[0].isStopped = true
            actions.append(.raiseStop(first.grant.batch))
        }
        return actions
    }

    mutating func remove(_ id: JobID) {
        guard let job = held.removeValue(forKey: id)?.job else { return }
        deadlines.remove(id, deadline: job.deadline)
        for index in granted.indices { granted[index].living.removeAll { $0 == id } }
    }
}
