import Domain
import Kernel

/// What the mandatory part of a model's jobs costs a lane: so much per batch, and so much per job; nanoseconds.
///
/// The lane runs every stage in batches that fit its blocking limit and pays a command for each. `fixed + perJob · n` is at
/// least that for every n: a straight line above the profile, exact at the largest batch.
struct MandatoryCost: Hashable, Sendable {
    let fixed: Double
    let perJob: Double
    /// The longest single stage in the largest batch that is formed.
    let longestSegment: Double

    /// Of a model that the member does not serve: more than any member can bear.
    static let unknown = MandatoryCost(fixed: .infinity, perJob: .infinity, longestSegment: .infinity)

    private init(fixed: Double, perJob: Double, longestSegment: Double) {
        self.longestSegment = longestSegment
        self.fixed = fixed
        self.perJob = perJob
    }

    init(_ profile: ExecutionProfile, through exit: Int, _ configuration: AdmissionConfiguration) {
        let dispatch = Double(configuration.dispatchCost.nanoseconds)
        let limit = min(configuration.maxBatch, profile.capacity)
        var fixed = 0.0
        var longest = 0.0
        var perJob = Double(configuration.jobOverhead.nanoseconds)
        for stage in 0...min(exit, profile.stageCount - 1) {
            let costs = (1...limit).map { Double(profile.wcet(stage: stage, batchSize: $0).nanoseconds) + dispatch }
            let blocking = Double(configuration.blockingLimit.nanoseconds) + dispatch
            let largest = max(1, costs.prefix { $0 <= blocking }.count)
            let share = costs[largest - 1] / Double(largest)
            longest = max(longest, costs[largest - 1] - dispatch)
            perJob += share
            fixed += (0..<largest).map { costs[$0] - share * Double($0 + 1) }.max() ?? 0
        }
        self.fixed = fixed
        self.perJob = perJob
        longestSegment = longest
    }
}
