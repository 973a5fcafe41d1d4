import Domain
import Kernel

/// RTDeepIoT: depths that earn the most predicted confidence in time, run stage by stage in the order of deadlines.
///
/// Rule (Yao et al., RTCSA 2020): every job is a task of stages, the mandatory ones and optional ones. When one arrives, the
/// dynamic program over quantized rewards (``RewardTable``) assigns depths to all. At a stage end a cheap greedy step
/// moves the rest of a task's time to a task that is predicted to gain more with it. One stage of one task runs at a time, of
/// the task whose deadline is nearest; a task that has reached its depth is answered.
///
/// Complications, ours: at most `tasks` of the nearest deadlines are planned, the others wait for a place; a program that would
/// take more than `work` steps gets a coarser quantum; both are counted. If not even all mandatory stages fit, the
/// task goes whose removal frees the most time per lost mandatory reward. Promises and best effort are alike here.
struct RTDeepIoT: LaneDiscipline {
    static let predictor = Tunable(
        "predictor",
        "of confidences at later exits",
        in: .choice(["exp", "lin", "max", "oracle"]),
        usual: 0
    )
    static let delta = Tunable("delta", "quantum of rewards", in: .number(0.0001...0.5), usual: 0.01)
    static let greedy = Tunable("greedy", "updates at stage ends", in: .choice(["on", "off"]), usual: 0)
    static let tasks = Tunable("tasks", "most tasks in a plan", in: .whole(1...256), usual: 32)
    static let work = Tunable("work", "most steps of one program", in: .whole(1_000...100_000_000), usual: 200_000)
    static var tunables: [Tunable] { [predictor, delta, greedy, tasks, work] }

    let options: PolicyOptions
    let predictor: ConfidencePredictor
    /// By deadline, then identifier.
    var tasks: [ImpreciseTask] = []
    var table = RewardTable()
    var step = 0.0
    /// How many rows of the table still describe the tasks.
    var validRows = 0
    var running: JobID?
    private(set) var boundedPlans = 0
    private var returned: QueuedJob?
    private var fresh: [QueuedJob] = []
    /// Beyond the bound on planned tasks, by deadline.
    private var overflow = RankedSet()

    init(configuration: LaneConfiguration) {
        options = configuration.options
        predictor = ConfidencePredictor(rawValue: options.whole(Self.predictor)) ?? .exp
    }

    mutating func insert(_ job: QueuedJob) {
        if job.id == running { returned = job } else { fresh.append(job) }
    }

    mutating func remove(_ job: QueuedJob) {
        fresh.removeAll { $0.id == job.id }
        overflow.remove(Ranked(rank: job.end, id: job.id.rawValue))
        if let index = tasks.firstIndex(where: { $0.id == job.id }) { removeTask(at: index) }
    }

    mutating func decide(_ book: LaneBook, at now: Int64) -> LaneDecision {
        let ended = book.grants.isEmpty ? endStage(book) : nil
        var leaving = takeFinished()
        if addTasks(book) {
            if !overflow.isEmpty { boundedPlans += 1 }
            leaving += plan(book, at: now)
        } else if let ended, options.whole(Self.greedy) == 0 {
            update(ended, book, at: now)
        }
        leaving += takeFinished()
        if !leaving.isEmpty { return .release(leaving) }
        guard book.grants.isEmpty, let next = tasks.first else { return .wait(until: nil) }
        running = next.id
        validRows = 0
        return .run(slot: next.slot, stages: next.stage...next.stage, jobs: [next.id])
    }

    mutating func removeTask(at index: Int) {
        tasks.remove(at: index)
        validRows = min(validRows, index)
    }

    /// Takes out who has come to his depth.
    private mutating func takeFinished() -> [JobID] {
        let finished = tasks.indices.filter { tasks[$0].isFinished && tasks[$0].id != running }
        let ids = finished.map { tasks[$0].id }
        for index in finished.reversed() { removeTask(at: index) }
        return ids
    }

    mutating func countBoundedPlan() { boundedPlans += 1 }

    /// Enters what the stage that ran has shown.
    ///
    /// - Returns: The task that it was of, if it goes on.
    private mutating func endStage(_ book: LaneBook) -> JobID? {
        guard let id = running else { return nil }
        defer { (running, returned) = (nil, nil) }
        guard let index = tasks.firstIndex(where: { $0.id == id }) else { return nil }
        validRows = min(validRows, index)
        guard let job = returned else {
            removeTask(at: index)
            return nil
        }
        guard job.stage > tasks[index].stage else { return nil }
        let means = book.models[job.slot].meanConfidences
        tasks[index].observe(job.confidence, means: means, predictor: predictor)
        return id
    }

    /// Takes newcomers into the plan, as far as it has room.
    private mutating func addTasks(_ book: LaneBook) -> Bool {
        for job in fresh { overflow.insert(Ranked(rank: job.end, id: job.id.rawValue)) }
        fresh = []
        var hasNew = false
        while let first = overflow.first, let job = book.jobs[JobID(first.id)] {
            if tasks.count >= options.whole(Self.tasks) {
                guard let last = tasks.last, last.id != running, first.rank < last.end else { break }
                removeTask(at: tasks.count - 1)
                overflow.insert(Ranked(rank: last.end, id: last.id.rawValue))
            }
            overflow.remove(first)
            addTask(job, means: book.models[job.slot].meanConfidences)
            hasNew = true
        }
        return hasNew
    }

    private mutating func addTask(_ job: QueuedJob, means: [Double]) {
        let task = ImpreciseTask(job, means: means, predictor: predictor)
        let rank = tasks.firstIndex { (job.end, job.id.rawValue) < ($0.end, $0.id.rawValue) } ?? tasks.count
        tasks.insert(task, at: rank)
        validRows = min(validRows, rank)
    }
}
