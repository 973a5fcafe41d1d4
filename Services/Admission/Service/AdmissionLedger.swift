import AdmissionPolicy
import Domain
import Kernel

/// The page `/v2/admission/ledger`.
package struct AdmissionLedger: Encodable, Sendable, Equatable {
    package struct Entry: Encodable, Sendable, Equatable {
        enum CodingKeys: String, CodingKey {
            case worker, kind, address, models, utilization, streams, claims
            case backlogMilliseconds = "backlog_ms"
            case claimedMilliseconds = "claimed_ms"
        }

        package let worker: String
        package let kind: String
        package let address: String
        package let models: [String]
        package let backlogMilliseconds: Double
        /// The share of the member that promised streams claim, 0…1.
        package let utilization: Double
        /// Streams with a promise on it.
        package let streams: Int
        /// One-shot jobs with a promise on it.
        package let claims: Int
        /// What these jobs cost at most.
        package let claimedMilliseconds: Double

        init(_ member: Member, _ standing: MemberStanding?) {
            worker = member.id.rawValue
            kind = member.kind.rawValue
            address = member.address
            models = member.models.map(\.id.description)
            backlogMilliseconds = member.backlog.milliseconds
            utilization = standing?.utilization ?? 0
            streams = standing?.streams ?? 0
            claims = standing?.claims ?? 0
            claimedMilliseconds = standing?.claimed.milliseconds ?? 0
        }
    }

    package let members: [Entry]
    /// Jobs with a verdict that are not settled.
    package let jobs: Int
    /// Streams that are promised, or asked for.
    package let streams: Int
}
