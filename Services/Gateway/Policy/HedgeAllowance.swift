/// How many copies of jobs may go to the cloud tier: a share of all jobs that went to workers, and no more.
///
/// Every job earns a share of a copy; what is not used is kept up to a few copies, so that a worker in trouble can cost a
/// burst. At no time have more copies been sent than the share of the jobs so far.
struct HedgeAllowance: Sendable {
    private let share: Double
    private let most: Double
    private var credit = 0.0

    /// - Parameters:
    ///   - share: 0…1; 0: none.
    ///   - most: Copies that can be saved up.
    init(share: Double, most: Int) {
        self.share = share
        self.most = Double(most)
    }

    /// One more job has gone to a worker.
    mutating func earn() { credit = min(most, credit + share) }

    /// Whether a copy may go, which is then spent.
    mutating func spend() -> Bool {
        guard credit >= 1 else { return false }
        credit -= 1
        return true
    }

    /// A copy that was spent did not go.
    mutating func giveBack() { credit = min(most, credit + 1) }
}
