package import SchedulerPolicy

/// What the scheduler is configured with.
package struct SchedulerSettings: Sendable {
    /// One of ``LanePolicyCatalog/names``.
    package var policy: String
    package var lane: LaneConfiguration
    /// Workers and cloud tiers connected at once; one more is turned away.
    package var maxLanes: Int
    /// Gateways and admission controllers that watch at once; one more is turned away.
    package var maxWatchers: Int
    /// The least time between two views that differ only in backlogs.
    package var backlogInterval: Duration

    package init(
        policy: String,
        lane: LaneConfiguration,
        maxLanes: Int = 256,
        maxWatchers: Int = 256,
        backlogInterval: Duration = .milliseconds(50)
    ) {
        self.policy = policy
        self.lane = lane
        self.maxLanes = maxLanes
        self.maxWatchers = maxWatchers
        self.backlogInterval = backlogInterval
    }
}
