import SchedulerPolicy
import Simulation
import YAMLFiles

/// Reads `lane` and `options`.
enum LaneReader {
    /// What the lane of a simulation expects unless the file says otherwise: both ways of its control connection.
    private static let dispatchCost = Duration.microseconds(100)
    private static let replyAllowance = Duration.microseconds(200)

    static func read(_ fields: YAMLFields, _ policy: PolicySpec) throws -> LaneConfiguration {
        var lane = LaneConfiguration(
            dispatchCost: dispatchCost,
            replyAllowance: replyAllowance,
            blockingFollowsStages: true
        )
        if let own = try fields.fields("lane") {
            lane.dispatchCost = try own.duration("dispatch_cost_us", unit: 1e3) ?? lane.dispatchCost
            lane.replyAllowance = try own.duration("reply_allowance_us", unit: 1e3) ?? lane.replyAllowance
            lane.maxPending = try own.whole("max_pending", in: 1...10_000_000) ?? lane.maxPending
            lane.maxBatch = try own.whole("max_batch", in: 1...4_096) ?? lane.maxBatch
            if let stated = try own.duration("blocking_limit_us", unit: 1e3) {
                lane.blockingLimit = stated
                lane.blockingFollowsStages = false
            }
            lane.batchDelay = try own.duration("batch_delay_us", unit: 1e3) ?? lane.batchDelay
            try own.close()
        }
        lane.options = try policy.options(beside: try options(fields, of: policy.entry.name))
        return lane
    }

    /// What the file says about the tunables of each policy, for this one.
    private static func options(_ fields: YAMLFields, of policy: String) throws -> [String] {
        guard let all = try fields.fields("options") else { return [] }
        var texts: [String] = []
        for name in LanePolicyCatalog.names {
            guard let own = try all.fields(name), name == policy else { continue }
            texts = try own.texts().map { "\($0.key)=\($0.value)" }
        }
        try all.close()
        return texts
    }
}
