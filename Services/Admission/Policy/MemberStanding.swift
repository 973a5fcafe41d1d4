package import Domain
import Kernel

/// What a member has been promised to do, for metrics.
package struct MemberStanding: Hashable, Sendable {
    package let worker: WorkerID
    /// The share of the member that its streams claim, 0…1.
    package let utilization: Double
    /// The share of what its profile allows that is promised at present, 0.05…1.
    package let trust: Double
    package let streams: Int
    package let claims: Int
    /// The cost of all unsettled claims.
    package let claimed: Duration
}
