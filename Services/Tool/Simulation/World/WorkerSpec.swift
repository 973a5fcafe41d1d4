package import Domain

/// One worker: what it is fast at, and how its real times lie below, or above, their bounds.
package struct WorkerSpec: Sendable {
    package var id: WorkerID
    package var profiles: [ModelID: ExecutionProfile]
    /// Divides every stage time, as a faster device would.
    package var speed = 1.0
    /// What a stage takes as a share of its bound, uniform; `1...1` is the worst case every time.
    package var share: ClosedRange<Double> = 1...1
    /// In its place: the shares as they were measured.
    package var shares: MeasuredCourse?
    /// What it draws while it runs stages; 0 if nobody says.
    package var watts = 0.0
    /// How probable it is that a stage takes `overrunFactor` times its bound.
    package var overrunProbability = 0.0
    package var overrunFactor = 1.5
    /// What moving activations between stages costs, by model; profiles hold bounds with everybody moved.
    package var transfers: [ModelID: ActivationTransfers] = [:]
    /// What the worker loses at the beginning of every segment, beside the stages.
    package var segmentOverhead = Duration.zero
    /// What it loses for every job that it stages, on the core that computes.
    package var jobOverhead = Duration.zero

    package init(id: WorkerID, profiles: [ModelID: ExecutionProfile]) {
        self.id = id
        self.profiles = profiles
    }

    /// The bound of a stage less what moving everybody's activations costs, which is due only as far as they are moved.
    func unmovedBound(_ profile: ExecutionProfile, stage: Int, jobs: Int) -> Duration {
        let bound = profile.wcet(stage: stage, batchSize: jobs)
        guard let moved = transfers[profile.model] else { return bound }
        return max(.nanoseconds(1), bound - (moved.load[stage] + moved.store[stage]) * jobs)
    }
}
