/// How many jobs of which waiting batch should go on: RTDeepIoT's reward table, with batches in place of tasks.
///
/// Intuition: times of single jobs do not add up where they are batched, but times of batches do. So a batch is the table's
/// task, and its options are how many of its jobs go on, those with the greatest gain first. In place of its deadline stands
/// the instant by which all optional work must be over that runs before it, so that promised work due later stays in time.
///
/// Bound: the plan's reward is at least that of the best choice among the listed counts, less one quantum per batch.
package struct BatchPlan: Sendable {
    /// One batch in the order of ends.
    package struct Batch: Hashable, Sendable {
        /// What each job is expected to gain, descending.
        package let gains: [Double]
        /// What the first 1, 2, … jobs take together; nanoseconds, ascending, as long as ``gains``.
        package let times: [Int64]
        /// The instant by which the work up to and including this batch must be over.
        package let cap: Int64

        package init(gains: [Double], times: [Int64], cap: Int64) {
            self.gains = gains
            self.times = times
            self.cap = cap
        }
    }

    /// Counts that are considered beside none and all, as shares of the batch.
    private static let shares = [0.25, 0.5, 0.75]
    /// The total gain in quanta: the table's width, and so its cost.
    private static let quanta = 200.0

    /// How many jobs of each batch go on.
    package let counts: [Int]

    /// Plans.
    ///
    /// - Parameters:
    ///   - batches: In the order of their ends, which is that of their running.
    ///   - start: When the first of them can begin.
    ///   - price: What a nanosecond is worth beyond them; gains are counted less what their time is worth.
    package init(_ batches: [Batch], from start: Int64, price: Double = 0) {
        let worth = batches.map { batch in
            Self.counts(batch.gains.count).map { count in
                count == 0 ? 0 : batch.gains[..<count].reduce(0, +) - price * Double(batch.times[count - 1])
            }
        }
        let total = worth.reduce(0) { $0 + max(0, $1.max() ?? 0) }
        var table = RewardTable(start: start)
        for (batch, worth) in zip(batches, worth) {
            let counts = Self.counts(batch.gains.count)
            let options = zip(counts, worth).map { count, worth in
                RewardItem.Option(
                    time: count == 0 ? 0 : batch.times[count - 1],
                    reward: RewardTable.quanta(worth, step: max(1e-12, total / Self.quanta))
                )
            }
            table.append(RewardItem(cap: batch.cap, options: options))
        }
        counts = zip(batches, table.best.options).map { Self.counts($0.gains.count)[$1] }
    }

    /// None first, so that of equal plans the one that leaves most time is taken.
    package static func counts(_ jobs: Int) -> [Int] {
        var counts = [0]
        for count in shares.map({ Int(($0 * Double(jobs)).rounded()) }) + [jobs] where count > counts[counts.count - 1]
        {
            counts.append(count)
        }
        return counts
    }
}
