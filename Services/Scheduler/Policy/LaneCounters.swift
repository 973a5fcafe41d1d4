/// What a lane has done since it was made; all counts only grow.
package struct LaneCounters: Hashable, Sendable {
    package var arrived = 0
    /// Left by their exit rule.
    package var answered = 0
    /// Answered with an earlier exit than their rule wanted, because no later one would have been in time.
    package var shed = 0
    /// Given up before any usable answer was there: a broken promise, or best effort that found no room.
    package var dropped = 0
    /// Of ``dropped`` and ``shed``: because the lane was full.
    package var displaced = 0
    package var withdrawn = 0
    /// Of a model that the worker does not serve; released at once.
    package var unknownModel = 0
    package var segments = 0
    package var stages = 0
    /// Jobs times stages, so that its ratio to ``stages`` is the mean batch.
    package var stageJobs = 0
    /// Jobs that joined a batch of others at a later stage than the first.
    package var merged = 0
    package var stops = 0
    /// Stages that took longer than their bound.
    package var overruns = 0
    /// Reports on segments that the lane does not know; harmless after a reconnection.
    package var strayReports = 0

    /// Plans that a bound on their cost has made coarser or shorter than the policy's rule says.
    package var boundedPlans = 0

    package init() {}
}
