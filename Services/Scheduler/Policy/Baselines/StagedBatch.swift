import Domain

/// Jobs of one model that go through its stages together, one command a stage, and are fewer after every exit.
struct StagedBatch: Sendable {
    let slot: Int
    /// The next stage, or the one that runs.
    private(set) var stage: Int
    private(set) var jobs: [JobID]
    /// Who has come out of the stage that runs and has not left.
    private var back: [JobID] = []
    private var runs = false

    init(slot: Int, stage: Int, jobs: [JobID]) {
        self.slot = slot
        self.stage = stage
        self.jobs = jobs
    }

    /// Begins the next stage.
    mutating func run() -> LaneDecision {
        runs = true
        back = []
        return .run(slot: slot, stages: stage...stage, jobs: jobs)
    }

    /// Notes a job that comes out of the running stage; false for any other, and for one whose stage was not run.
    mutating func takesBack(_ job: QueuedJob) -> Bool {
        guard runs, job.slot == slot, job.stage == stage + 1, jobs.contains(job.id) else { return false }
        back.append(job.id)
        return true
    }

    /// Ends the stage: who has not come out has left.
    mutating func settle() {
        guard runs else { return }
        runs = false
        jobs = back
        stage += 1
    }

    mutating func add(_ others: [JobID]) { jobs += others }

    mutating func remove(_ id: JobID) {
        jobs.removeAll { $0 == id }
        back.removeAll { $0 == id }
    }
}
