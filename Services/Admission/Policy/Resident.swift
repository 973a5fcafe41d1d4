import Domain

/// A stream by what it claims of the member that its frames go to, the largest first.
struct Resident: Comparable, Sendable {
    let stream: StreamID
    /// Of the member, were the stream alone, 0…1.
    let utilization: Double

    static func < (lhs: Resident, rhs: Resident) -> Bool {
        (rhs.utilization, lhs.stream.rawValue) < (lhs.utilization, rhs.stream.rawValue)
    }
}
