/// A job's present or last way to a worker.
struct EdgeWay: Sendable {
    /// Counts ways there, so that what belongs to an earlier one is void.
    var attempt: UInt32 = 0
    /// Whether the worker runs it in spare time only.
    var isSpare = false
    /// Whether it is the second way of a job that is at the cloud tier.
    var isSecond = false
    /// When the worker owes its best answer.
    var expiry: Int64 = 0
    /// The exit of the answer that came back, -1 for none.
    var exit = -1
    /// What the job had used before.
    var joulesBefore = 0.0
    /// How long it was under way to the worker.
    var uplink: Int64 = 0
}
