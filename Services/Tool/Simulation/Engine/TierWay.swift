import Domain

/// A job's present or last way to the cloud tier.
struct TierWay: Sendable {
    enum Outcome: Sendable {
        /// At that exit.
        case answered(Int)
        /// It was not taken in.
        case refused
        /// It was given up there.
        case late
    }

    /// Counts ways there, so that what belongs to an earlier one is void.
    var attempt: UInt32 = 0
    /// Whether it is a copy of what is at a worker.
    var isSecond = false
    var rule: ExitRule?
    /// When the tier's answer must leave it.
    var deadline: Int64 = 0
    var sentAt: Int64 = 0
    var arrivedAt: Int64 = 0
    var leftAt: Int64 = 0
    var outcome = Outcome.late
    /// What the tier charged for it.
    var dollars = 0.0
}
