import SchedulerPolicy
import Simulation

/// Reads `lane` and `options`.
enum LaneReader {
    /// What the lane of a simulation expects unless the file says otherwise: both ways of its control connection.
    private static let dispatchCost = Duration.microseconds(100)
    private static let replyAllowance = Duration.microseconds(200)

    static func read(_ fields: YAMLFields, policy: String) throws -> LaneConfiguration {
        var lane = LaneConfiguration(dispatchCost: dispatchCost, replyAllowance: replyAllowance)
        if let own = try fields.fields("lane") {
            lane.dispatchCost = try own.duration("dispatch_cost_us", unit: 1e3) ?? lane.dispatchCost
            lane.replyAllowance = try own.duration("reply_allowance_us", unit: 1e3) ?? lane.replyAllowance
            lane.maxPending = try own.whole("max_pending", in: 1...10_000_000) ?? lane.maxPending
            lane.maxBatch = try own.whole("max_batch", in: 1...4_096) ?? lane.maxBatch
            lane.blockingLimit = try own.duration("blocking_limit_us", unit: 1e3) ?? lane.blockingLimit
            lane.batchDelay = try own.duration("batch_delay_us", unit: 1e3) ?? lane.batchDelay
            try own.close()
        }
        return lane
    }
}
