/// What jobs cost a lane from one stage on, as a straight line above the profile: so much per batch, so much per job; nanoseconds.
///
/// The line is exact at the largest batch. `fixed + perJob · n` is at least the bound of every stage for any number of
/// jobs, cut into batches of which all but the last are full, commands included.
package struct StageLine: Hashable, Sendable {
    package let fixed: Int64
    package let perJob: Int64

    static let zero = StageLine(fixed: 0, perJob: 0)

    package init(fixed: Int64, perJob: Int64) {
        self.fixed = fixed
        self.perJob = perJob
    }

    /// One stage, run in batches that last at most `limit`, or of one job if even that lasts longer.
    init(_ costs: ModelCosts, stage: Int, largest: Int, command: Int64, limit: Int64) {
        let whole = (1...largest).map { costs.bound(stage: stage, jobs: $0) }
        let size = max(1, whole.prefix { $0 <= limit }.count)
        let share = (whole[size - 1] + command + Int64(size) - 1) / Int64(size)
        perJob = share
        fixed = (0..<size).map { whole[$0] + command - share * Int64($0 + 1) }.reduce(0, max)
    }

    static func + (lhs: StageLine, rhs: StageLine) -> StageLine {
        StageLine(fixed: lhs.fixed + rhs.fixed, perJob: lhs.perJob + rhs.perJob)
    }

    /// The same work at a slower pace.
    func scaled(_ factor: Double) -> StageLine {
        factor > 1
            ? StageLine(fixed: Int64(Double(fixed) * factor) + 1, perJob: Int64(Double(perJob) * factor) + 1) : self
    }
}
