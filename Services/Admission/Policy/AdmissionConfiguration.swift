package import Domain

/// What admission holds back when it promises, and the bounds of its ledger.
package struct AdmissionConfiguration: Hashable, Sendable {
    package var mode: AdmissionMode
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
    /// The longest work of one-shot jobs and optional stages that a lane begins without asking whether streams can bear it.
    ///
    /// It is ``blockingLimit`` unless lanes are told the streams' ``WindowPlan``s and hold no one-shot jobs; then it is zero.
    package var unaskedLimit: Duration
    /// Whether windows are half of what is left of a deadline, as in DeepRT, instead of what is found best.
    package var halvesWindows: Bool
    /// The largest batch a lane forms (`LaneConfiguration.maxBatch`).
    package var maxBatch: Int
    /// By how much a stream's frame may come early or late against its period.
    package var arrivalJitter: Duration
    /// By how much fuller at most, in shares of a member, one may be that already runs the model and still be preferred,
    /// because jobs of one model share batches.
    package var affinityBonus: Double
    /// How long a restored promise waits for its member to show up before it is revoked.
    package var restoreGrace: Duration
    /// Tenants whose weight is not 1.
    package var tenants: [Tenant]
    /// The order in which a job that cannot have what it asks for is tried, of tenants that have none of their own.
    package var ladder: [LadderStep]
    package var ladders: [TenantID: [LadderStep]]
    /// How long a stream waits for its lane to take up the planned table that would keep it; zero if admission plans no tables,
    /// because lanes keep none.
    package var tablePatience: Duration
    /// The share of an offloaded job's budget that the fallbacks waiting at a worker may take there; 0: there are none.
    package var fallbackShare: Double
    /// One-shot jobs with a claim at once; above it jobs are refused as too many.
    package var maxJobs: Int
    /// Streams with a promise at once; above it streams are refused as too many.
    package var maxStreams: Int

    package init(
        mode: AdmissionMode = .rubato,
        utilizationLimit: Double = 0.9,
        jobOverhead: Duration = .microseconds(50),
        dispatchCost: Duration = .microseconds(400),
        replyAllowance: Duration = .milliseconds(2),
        blockingLimit: Duration = .microseconds(3_500),
        unaskedLimit: Duration? = nil,
        halvesWindows: Bool = false,
        maxBatch: Int = 32,
        arrivalJitter: Duration = .milliseconds(1),
        affinityBonus: Double = 0.1,
        restoreGrace: Duration = .seconds(10),
        tenants: [Tenant] = [],
        ladder: [LadderStep] = LadderStep.usual,
        ladders: [TenantID: [LadderStep]] = [:],
        tablePatience: Duration = .milliseconds(500),
        fallbackShare: Double = 0.25,
        maxJobs: Int = 20_000,
        maxStreams: Int = 10_000
    ) {
        precondition(0 < utilizationLimit && utilizationLimit <= 1, "a share lies in 0…1")
        precondition(maxBatch > 0, "a batch has a job")
        self.mode = mode
        self.utilizationLimit = utilizationLimit
        self.jobOverhead = jobOverhead
        self.dispatchCost = dispatchCost
        self.replyAllowance = replyAllowance
        self.blockingLimit = blockingLimit
        self.unaskedLimit = unaskedLimit ?? blockingLimit
        self.halvesWindows = halvesWindows
        self.maxBatch = maxBatch
        self.arrivalJitter = arrivalJitter
        self.affinityBonus = affinityBonus
        self.restoreGrace = restoreGrace
        self.tenants = tenants
        self.ladder = ladder
        self.ladders = ladders
        self.tablePatience = tablePatience
        self.fallbackShare = fallbackShare
        self.maxJobs = maxJobs
        self.maxStreams = maxStreams
    }
}
