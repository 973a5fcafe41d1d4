/// The bounds of a run.
struct LoadSettings: Sendable {
    /// How long requests are sent.
    var length: Duration
    /// Of each request, from its intended send time.
    var deadline: Duration
    /// How long after its deadline an unanswered request counts as lost.
    var grace = Duration.seconds(2)
    /// The most requests under way; at it a request that is due counts as failed.
    var inFlightLimit: Int
    /// The shortest sleep between two looks at the schedule: what falls due meanwhile is sent in one go.
    var quantum = Duration.microseconds(500)
    var seed: UInt64
    /// Classes that dominate, and until when from the start of the run.
    var skew: Skew?
    var skewEnd = Duration.zero
    /// Whether what is sent when is kept for a replay.
    var isRecorded = false
}
