/// What admission holds back when it promises, and the bounds of its ledger.
package struct AdmissionConfiguration: Hashable, Sendable {
    /// The share of a member that promises may claim, 0…1; the rest is headroom for what no profile knows.
    package var utilizationLimit: Double
    /// Processor time that a job costs on the worker's core beside its stages: its share of the control and data path,
    /// because gateway and worker share the cores.
    package var jobOverhead: Duration
    /// The lane's cost of a granted segment (`LaneConfiguration.dispatchCost`).
    package var dispatchCost: Duration
    /// What of a budget passes outside the worker: staging the tensor, and the answer's way back.
    package var replyAllowance: Duration
    /// The longest work that a lane grants ahead of an urgent arrival (`LaneConfiguration.blockingLimit`).
    package var blockingLimit: Duration
    /// The largest batch a lane forms (`LaneConfiguration.maxBatch`).
    package var maxBatch: Int
    /// By how much a stream's frame may come early or late against its period.
    package var arrivalJitter: Duration
    /// By how much fuller, in shares of a member, one may be that already runs the model and still be preferred, because
    /// jobs of one model share batches.
    package var affinityBonus: Double
    /// How long a restored promise waits for its member to show up before it is revoked.
    package var restoreGrace: Duration
    /// One-shot jobs with a claim at once; above it jobs are refused as too many.
    package var maxJobs: Int
    /// Streams with a promise at once; above it streams are refused as too many.
    package var maxStreams: Int

    package init(
        utilizationLimit: Double = 0.9,
        jobOverhead: Duration = .microseconds(50),
        dispatchCost: Duration = .microseconds(150),
        replyAllowance: Duration = .milliseconds(2),
        blockingLimit: Duration = .milliseconds(3),
        maxBatch: Int = 32,
        arrivalJitter: Duration = .milliseconds(1),
        affinityBonus: Double = 0.1,
        restoreGrace: Duration = .seconds(10),
        maxJobs: Int = 20_000,
        maxStreams: Int = 10_000
    ) {
        precondition(0 < utilizationLimit && utilizationLimit <= 1, "a share lies in 0…1")
        precondition(maxBatch > 0, "a batch has a job")
        self.utilizationLimit = utilizationLimit
        self.jobOverhead = jobOverhead
        self.dispatchCost = dispatchCost
        self.replyAllowance = replyAllowance
        self.blockingLimit = blockingLimit
        self.maxBatch = maxBatch
        self.arrivalJitter = arrivalJitter
        self.affinityBonus = affinityBonus
        self.restoreGrace = restoreGrace
        self.maxJobs = maxJobs
        self.maxStreams = maxStreams
    }
}
