import Domain

/// The four registers of Fluid Batching's engine: `B_act` and `l` of the batch that runs, `B_old` and `l_old` of the saved one.
///
/// One batch at most is saved, so preemption has one level (Kouris et al., arXiv 2209.13443, the figure of the engine; the
/// transitions are a reconstruction from it). Where the paper counts samples, this keeps their names; activations stay at the
/// worker, so saving and reloading them moves nothing.
struct FluidRegisters: Sendable {
    private(set) var active: StagedBatch?
    private(set) var saved: StagedBatch?

    /// `B_act`.
    var activeCount: Int { active?.jobs.count ?? 0 }
    /// `B_old`.
    var savedCount: Int { saved?.jobs.count ?? 0 }

    /// Starts a batch; nothing may be active.
    mutating func load(_ batch: StagedBatch) {
        precondition(active == nil, "one batch is active")
        active = batch
    }

    mutating func run() -> LaneDecision? { active?.run() }

    mutating func takesBack(_ job: QueuedJob) -> Bool { active?.takesBack(job) ?? false }

    /// The exit event at a stage end: `l ← l + 1`, `B_act ← B_act − B_exit`; then a merge or a restore, where one is due.
    ///
    /// - Returns: Whether the newcomers have caught up and joined the saved batch.
    mutating func settle() -> Bool {
        active?.settle()
        if activeCount == 0 { active = nil }
        if savedCount == 0 { saved = nil }
        guard let old = saved else { return false }
        guard var batch = active else {
            (active, saved) = (old, nil)
            return false
        }
        guard batch.stage == old.stage else { return false }
        batch.add(old.jobs)
        (active, saved) = (batch, nil)
        return true
    }

    /// `(B_old, l_old) ← (B_act, l)`, `B_act ← B_incr`, `l ← 0`; nothing may be saved.
    mutating func preempt(with newcomers: [JobID]) {
        guard let old = active, saved == nil else { preconditionFailure("one batch is saved at most") }
        saved = old
        active = StagedBatch(slot: old.slot, stage: 0, jobs: newcomers)
    }

    mutating func remove(_ id: JobID) {
        active?.remove(id)
        saved?.remove(id)
    }
}
