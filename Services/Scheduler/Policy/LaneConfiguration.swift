/// What a lane must know of its surroundings, and the bounds it keeps.
package struct LaneConfiguration: Hashable, Sendable {
    /// The control round trip and the hand-over that every granted segment costs beside its stages.
    package var dispatchCost: Duration
    /// What an answer needs from the worker to the gateway; the lane plans to be done this much before a deadline.
    package var replyAllowance: Duration
    /// Jobs held at once; at the bound optional work is shed first, then best effort, then the newcomer is dropped.
    package var maxPending: Int
    /// Jobs in one segment; the profile's capacity bounds it too.
    package var maxBatch: Int
    /// The bound on work granted ahead of an urgent arrival, unless a single stage of a single job is longer.
    ///
    /// It is the blocking term of the admission test, so both services must be given the same. Both count it in the profile's
    /// time.
    package var blockingLimit: Duration
    /// Whether the limit is at least the longest stage of a single job on the lane's worker, by its announced profile.
    ///
    /// Such a stage blocks the lane that long in any case, and admission counts it as blocking; so a slow device gains batches
    /// and loses nothing. Off where a limit is stated.
    package var blockingFollowsStages: Bool
    /// How long `batch-delay` waits for a batch to fill.
    package var batchDelay: Duration
    /// What was said about the tunables of the policy.
    package var options: PolicyOptions

    package init(
        dispatchCost: Duration = .microseconds(400),
        replyAllowance: Duration = .milliseconds(1),
        maxPending: Int = 10_000,
        maxBatch: Int = 32,
        blockingLimit: Duration = .microseconds(3_500),
        blockingFollowsStages: Bool = false,
        batchDelay: Duration = .milliseconds(5),
        options: PolicyOptions = PolicyOptions()
    ) {
        precondition(maxPending > 0 && maxBatch > 0, "a lane holds and runs at least one job")
        self.dispatchCost = dispatchCost
        self.replyAllowance = replyAllowance
        self.maxPending = maxPending
        self.maxBatch = maxBatch
        self.blockingLimit = blockingLimit
        self.blockingFollowsStages = blockingFollowsStages
        self.batchDelay = batchDelay
        self.options = options
    }
}
