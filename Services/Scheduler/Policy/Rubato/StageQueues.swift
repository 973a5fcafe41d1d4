import Kernel

/// All that waits before one stage of one model.
struct StageQueues: Sendable {
    var mandatory = MandatoryQueue()
    /// Mandatory by promise, but beyond what the bounds can still do in time; by end.
    var late = RankedSet()
    var optional: OptionalQueue
    /// Best effort.
    var spare = SpareQueue()

    var count: Int { mandatory.count + late.count + optional.count + spare.count }
}
