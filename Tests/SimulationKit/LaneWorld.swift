package import Domain
package import Kernel
package import SchedulerPolicy

/// Plays the worker, the control connection and the devices of one lane in virtual time, and checks what the lane commands.
///
/// Every command is checked against the worker's own record, not the lane's: whatever is not allowed there is kept in
/// ``violations``, in words.
package struct LaneWorld {
    enum Happening {
        case arrives(WorldJob)
        case hangsUp(JobID)
        case tells(LaneEvent)
        case commands(LaneAction)
        case stageEnds(run: UInt64, startedAt: Instant)
        case expires(JobID)
        case alarm(ordinal: UInt64)
    }

    /// A job at the worker.
    struct Staged {
        let world: WorldJob
        var stagesDone = 0
        var batch: BatchID?
    }

    var time = VirtualTime<Happening>()
    package private(set) var policy: any LanePolicy
    package internal(set) var violations: [String] = []
    package internal(set) var fates: [JobID: Fate] = [:]
    /// Time that the worker has spent in stages.
    package internal(set) var busyTime = Duration.zero
    package private(set) var events = 0
    var staged: [JobID: Staged] = [:]
    /// Running, then next.
    var segments: [Segment] = []
    /// The stage that runs, `nil` while no segment does.
    var stage: Int?
    var run: UInt64 = 0
    var stopRequested = false
    var random: SeededGenerator
    let costs: [ModelID: ExecutionProfile]
    let timing: WorldTiming
    private var submitted = 0
    private var alarmOrdinal: UInt64 = 0

    package init(policy: any LanePolicy, member: Member, timing: WorldTiming = WorldTiming(), seed: UInt64 = 0) {
        self.policy = policy
        self.timing = timing
        random = SeededGenerator(seed: seed)
        let models = member.models + member.pages.map(\.load)
        costs = Dictionary(uniqueKeysWithValues: models.map { ($0.id, $0.profile) })
        time.schedule(.tells(.opened(member)), at: .origin)
    }

    package var now: Instant { time.now }
    /// Of the jobs at the worker.
    package var waitingModels: [ModelID] { staged.values.map(\.world.job.model) }

    /// Lets a job come.
    package mutating func submit(_ job: WorldJob) {
        submitted += 1
        time.schedule(.arrives(job), at: job.arrival)
    }

    /// Lets the lane be told something at an instant.
    package mutating func inform(_ event: LaneEvent, at instant: Instant) {
        time.schedule(.tells(event), at: instant)
    }

    /// Lets the device of a job hang up, if it still waits then.
    package mutating func hangUp(_ job: JobID, at instant: Instant) {
        time.schedule(.hangsUp(job), at: instant)
    }

    /// Runs until nothing is left to happen or the instant has come; in the first case every job must have an end.
    package mutating func run(through end: Instant = .distantFuture) {
        while let happening = time.next(through: end) { happen(happening) }
        guard time.isEmpty else { return }
        check(fates.count == submitted, "every job has an end")
        check(policy.pendingJobs == 0, "the lane has forgotten every job that has an end")
    }

    private mutating func happen(_ happening: Happening) {
        switch happening {
        case .arrives(let job):
            staged[job.job.id] = Staged(world: job)
            time.schedule(.expires(job.job.id), at: job.job.deadline)
            tell(.arrived([StagedJob(job.job)]))
        case .hangsUp(let id):
            guard staged[id] != nil else { return }
            finish(id, .canceled)
            tell(.withdrawn([id]))
        case .expires(let id):
            guard staged[id] != nil else { return }
            finish(id, .expired)
            tell(.withdrawn([id]))
        case .tells(let event): handle(event)
        case .commands(let action): obey(action)
        case .stageEnds(let ended, let startedAt): if ended == run { endStage(startedAt: startedAt) }
        case .alarm(let ordinal): if ordinal == alarmOrdinal { handle(.alarmFired) }
        }
    }

    private mutating func handle(_ event: LaneEvent) {
        events += 1
        for action in policy.handle(event, at: time.now) {
            if case .setAlarm(let instant) = action {
                alarmOrdinal += 1
                let late = random.duration(in: .zero...timing.alarmLateness)
                time.schedule(.alarm(ordinal: alarmOrdinal), at: max(instant, time.now) + late)
            } else {
                time.schedule(.commands(action), at: time.now + timing.commandDelay)
            }
        }
    }

    mutating func tell(_ event: LaneEvent) {
        time.schedule(.tells(event), at: time.now + timing.reportDelay)
    }

    mutating func finish(_ id: JobID, _ ending: Fate.Ending) {
        guard let job = staged.removeValue(forKey: id) else { return }
        let exit = job.stagesDone > 0 ? job.stagesDone - 1 : nil
        check(fates[id] == nil, "a job ends once")
        fates[id] = Fate(job: job.world.job, ending: ending, exit: exit, at: time.now)
    }

    mutating func check(_ holds: Bool, _ claim: String) {
        if !holds { violations.append("at \(time.now.nanoseconds) ns it does not hold that \(claim)") }
    }
}
