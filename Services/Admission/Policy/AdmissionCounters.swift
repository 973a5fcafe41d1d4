/// What admission has decided since it was made; all counts only grow.
package struct AdmissionCounters: Hashable, Sendable {
    package var promisedJobs = 0
    /// Of the promised ones: with a shallower mandatory exit than asked for.
    package var degradedJobs = 0
    /// Of the promised ones: by a smaller variant of the model that was asked for.
    package var variantJobs = 0
    package var offloadedJobs = 0
    package var bestEffortJobs = 0
    /// Of the offloaded ones: whose mandatory part may run at a worker, too.
    package var fallbacks = 0
    /// Copies of jobs at workers that may go to a cloud tier.
    package var hedgedJobs = 0
    package var refusedJobs = 0
    /// Streams that were moved to another member so that a further one had room.
    package var movedStreams = 0
    /// Streams and one-shot jobs that were not promised because their tenant has its part already.
    package var heldBack = 0
    /// Of ``promisedStreams``: by a planned table.
    package var plannedStreams = 0
    package var promisedStreams = 0
    package var degradedStreams = 0
    /// Of ``promisedStreams``: by a smaller variant of the model that was asked for.
    package var variantStreams = 0
    package var refusedStreams = 0
    /// Loads that workers were told to make, and pages that they were told to let go for them.
    package var orderedLoads = 0
    package var orderedEvictions = 0
    package var revokedStreams = 0
    /// Of these: because not even their mandatory parts could be paid any more.
    package var unpaidStreams = 0
    /// Claims that nobody had settled when their deadline came.
    package var expiredClaims = 0
    /// Promised jobs and frames that were not answered in time, by what gateways say.
    package var brokenPromises = 0

    package init() {}
}
