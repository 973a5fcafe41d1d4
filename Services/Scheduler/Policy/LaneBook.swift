package import Domain
import Kernel

/// What a lane knows: the models of its worker, the jobs there, and the segments that are outstanding.
///
/// It keeps the facts and decides nothing. Disciplines read it; only ``Lane`` writes it.
package struct LaneBook: Sendable {
    package let configuration: LaneConfiguration
    /// What a job's command costs, in nanoseconds; asked too often to be converted each time, as is the next.
    package let dispatchCost: Int64
    /// The bound on work granted ahead of an urgent arrival on this worker, in nanoseconds.
    private(set) var blockingLimit: Int64
    package private(set) var models: [ModelCosts] = []
    package private(set) var jobs = JobTable<QueuedJob>()
    /// In the order in which the worker runs them; at most as many as the discipline grants.
    package private(set) var grants: [Grant] = []
    package private(set) var pace = StagePace()
    package internal(set) var counters = LaneCounters()
    /// The instant of the event that is being handled.
    package private(set) var now: Int64 = 0
    /// What admission has promised to streams on this worker.
    package private(set) var plan = LanePlan()
    /// Counts up whenever models or plans change.
    package private(set) var revision = 0
    private(set) var mandatory = MandatoryCount()
    private var nextBatch: UInt64 = 1
    private var nextOrdinal: UInt64 = 0

    init(configuration: LaneConfiguration) {
        self.configuration = configuration
        dispatchCost = configuration.dispatchCost.nanoseconds
        blockingLimit = configuration.blockingLimit.nanoseconds
    }

    /// How many jobs of the model one segment takes.
    package func batchLimit(slot: Int) -> Int { min(configuration.maxBatch, models[slot].capacity) }

    /// The place of the model in ``models``, `nil` if the worker does not serve it.
    package func slot(of model: ModelID) -> Int? { models.firstIndex { $0.model == model } }

    /// The observed bound of stages in a row, in nanoseconds.
    package func bound(slot: Int, stages: ClosedRange<Int>, jobs: Int) -> Int64 {
        pace.bounded(models[slot].bound(stages: stages, jobs: jobs))
    }

    /// What the outstanding segments need at most from now on.
    package func outstandingBound(at now: Int64) -> Int64 {
        var sum: Int64 = 0
        for (index, grant) in grants.enumerated() {
            // Who hangs up while a stage runs makes that stage no shorter.
            let running = index == 0 ? grant.stageJobs : grant.liveJobs
            var whole = bound(slot: grant.slot, stages: grant.stage...grant.stage, jobs: running)
            if grant.stage < grant.lastStage {
                whole += bound(slot: grant.slot, stages: (grant.stage + 1)...grant.lastStage, jobs: grant.liveJobs)
            }
            sum += max(0, whole - max(0, now - grant.stageBegan))
        }
        return sum
    }

    /// When the outstanding segments are likely to end.
    package func expectedEnd(at now: Int64) -> Int64 {
        var end = now
        for grant in grants {
            let bound = models[grant.slot].bound(stages: grant.stage...grant.lastStage, jobs: grant.liveJobs)
            end = max(end, max(end, grant.stageBegan) + pace.expected(bound) - max(0, now - grant.stageBegan))
        }
        return end
    }

    // MARK: Written by the lane

    mutating func begin(at instant: Int64) { now = instant }

    mutating func learn(_ plan: LanePlan) {
        self.plan = plan
        revision += 1
    }

    mutating func learn(_ member: Member) {
        revision += 1
        for served in member.models + member.pages.map(\.load) {
            if let slot = slot(of: served.id) {
                models[slot] = ModelCosts(served)
            } else {
                models.append(ModelCosts(served))
            }
        }
        guard configuration.blockingFollowsStages else { return }
        blockingLimit = models.reduce(configuration.blockingLimit.nanoseconds) { max($0, $1.longestStage) }
    }

    mutating func forget() {
        let (kept, instant) = (plan, now)
        self = LaneBook(keeping: counters, configuration: configuration, nextBatch: nextBatch)
        plan = kept
        now = instant
    }

    private init(keeping counters: LaneCounters, configuration: LaneConfiguration, nextBatch: UInt64) {
        self.init(configuration: configuration)
        self.counters = counters
        self.nextBatch = nextBatch
    }

    /// The job in the lane's numbers, `nil` if its model is not served here.
    mutating func makeJob(_ staged: StagedJob, at now: Int64) -> QueuedJob? {
        let job = staged.job
        guard let slot = slot(of: job.model) else { return nil }
        let deepest = models[slot].stageCount - 1
        nextOrdinal += 1
        return QueuedJob(
            id: job.id,
            slot: slot,
            isPromised: job.jobClass == .promised,
            isFrame: job.stream != nil,
            tenant: job.tenant,
            mandatoryExit: min(job.rule.mandatoryExit, deepest),
            lastExit: min(job.rule.lastExit, deepest),
            end: (job.deadline - configuration.replyAllowance).nanoseconds,
            release: now + job.window.nanoseconds,
            hasWindow: job.window > .zero,
            ordinal: nextOrdinal,
            arrival: now,
            foresight: staged.foresight,
            stage: staged.stagesDone,
            confidence: 0,
            waitsSince: now
        )
    }

    mutating func add(_ job: QueuedJob) {
        jobs.enter(job, for: job.id)
        mandatory.add(job)
    }

    /// Takes a job off the lane, out of its segment too.
    @discardableResult
    mutating func remove(_ id: JobID) -> QueuedJob? {
        guard let job = jobs.remove(id) else { return nil }
        mandatory.remove(job)
        if let batch = job.batch, let index = grants.firstIndex(where: { $0.batch == batch }) {
            grants[index].liveJobs -= 1
        }
        return job
    }

    /// Enters the job's new stage, confidence or segment.
    mutating func update(_ job: QueuedJob) {
        guard let place = jobs.place(of: job.id) else { return }
        jobs.change(at: place) { old in
            if let old, old.stage != job.stage {
                mandatory.remove(old)
                mandatory.add(job)
            }
            old = job
        }
    }

    /// Enters the segment that the job runs as already.
    mutating func adopt(_ begun: StagedJob.Begun, of job: QueuedJob, at now: Int64) {
        if let place = jobs.place(of: job.id) { jobs.change(at: place) { $0?.batch = begun.batch } }
        counters.segments += 1
        grants.append(
            Grant(
                batch: begun.batch,
                slot: job.slot,
                jobs: [job.id],
                lastStage: begun.through,
                mandatoryThrough: job.isPromised ? job.mandatoryExit : -1,
                unfinishedEnd: job.isPromised && job.mandatoryExit > begun.through ? job.end : .max,
                stage: job.stage,
                stageBegan: now,
                liveJobs: 1,
                stageJobs: 1
            )
        )
    }

    mutating func grant(slot: Int, stages: ClosedRange<Int>, jobs ids: [JobID], at now: Int64) -> Segment {
        let batch = BatchID(nextBatch)
        nextBatch += 1
        var mandatoryThrough = -1
        var unfinishedEnd = Int64.max
        let leader = ids.first.flatMap { jobs[$0]?.lastBatch }
        for id in ids {
            guard let place = jobs.place(of: id), let job = jobs[id] else {
                preconditionFailure("a granted job is on the lane")
            }
            precondition(job.batch == nil, "a job is in one segment at a time")
            if job.isPromised { mandatoryThrough = max(mandatoryThrough, job.mandatoryExit) }
            if job.isPromised, job.mandatoryExit > stages.upperBound { unfinishedEnd = min(unfinishedEnd, job.end) }
            if job.stage > 0, job.lastBatch != leader { counters.merged += 1 }
            jobs.change(at: place) { $0?.batch = batch }
        }
        grants.append(
            Grant(
                batch: batch,
                slot: slot,
                jobs: ids,
                lastStage: stages.upperBound,
                mandatoryThrough: mandatoryThrough,
                unfinishedEnd: unfinishedEnd,
                stage: stages.lowerBound,
                stageBegan: max(expectedEnd(at: now), now + (grants.isEmpty ? dispatchCost : 0)),
                liveJobs: ids.count,
                stageJobs: ids.count
            )
        )
        return Segment(batch: batch, model: models[slot].model, stages: stages, jobs: ids)
    }

    /// Notes a stage's time and that its grant has moved on.
    mutating func advance(_ report: StageReport, at now: Int64) {
        let grant = grants[0]
        if !report.readings.isEmpty {
            // Who hung up meanwhile has no reading, but took part.
            let jobs = max(report.readings.count, grant.stageJobs)
            let bound = models[grant.slot].bound(stage: report.stage, jobs: jobs)
            if pace.observe(duration: report.duration.nanoseconds, bound: bound) { counters.overruns += 1 }
            counters.stages += 1
            counters.stageJobs += report.readings.count
        }
        grants[0].stageJobs = grant.liveJobs - report.readings.count(where: \.left)
        grants[0].stage = min(report.stage + 1, grant.lastStage)
        grants[0].stageBegan = now
    }

    /// Ends the first grant; the next one begins now.
    mutating func endGrant(at now: Int64) -> Grant {
        let ended = grants.removeFirst()
        if !grants.isEmpty {
            grants[0].stageBegan = now
            grants[0].stageJobs = grants[0].liveJobs
        }
        return ended
    }

    mutating func markStopped() { grants[0].isStopped = true }
}
