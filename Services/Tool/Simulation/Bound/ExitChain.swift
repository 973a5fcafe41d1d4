import Domain

/// What a job brings at the best for the machine time that it is given on the mean, if nobody knows what its next exit will say.
///
/// Intuition: before a job runs, and after each of its exits, a scheduler may let it go on or not; all that it knows of what
/// is still to come is how the recorded images went on that were as confident at that exit. The best choices for a price of time
/// are an optimal stopping problem on a small Markov chain, solved backward; over all prices they draw a concave line of value
/// against mean time. No rule that decides by the last confidence lies above it, however it mixes its choices.
///
/// Complications: confidences are sorted into ``binCount`` classes of equally many images, within which they are not told
/// apart. The chain is made from the very records that the jobs are drawn from, so it errs on the side of knowing too much.
struct ExitChain {
    /// The share of right answers, 0…1, for mean machine time in nanoseconds.
    struct Point {
        let time: Double
        let value: Double
    }

    private static let binCount = 24

    /// What the images of one bin do at the exit after the next stage.
    private struct Outcome {
        /// Which share is right there and ends by rule.
        var leftValue = 0.0
        /// Which share comes to which bin of that exit and may go on.
        var shares = [Double](repeating: 0, count: ExitChain.binCount)
    }

    /// By stage, then by the bin that is left for it.
    private var outcomes: [[Outcome]] = []
    /// By exit, then by bin: the share of right answers.
    private var values: [[Double]] = []
    private let stageTimes: [Double]

    /// The corners of the line, from nothing at all to the most that any time can bring.
    private(set) var corners: [Point] = []

    /// Takes a model's records.
    ///
    /// - Parameters:
    ///   - records: Of every exit.
    ///   - rule: By which jobs end without being asked.
    ///   - stageTimes: Machine time of every stage that may run, nanoseconds.
    init(_ records: ExitRecords, rule: ExitRule, stageTimes: [Double]) {
        self.stageTimes = stageTimes
        var bins = [Int?](repeating: 0, count: records.sampleCount)
        for exit in stageTimes.indices { bins = append(exit, from: bins, records, rule) }
        guard !stageTimes.isEmpty else { return }
        let (none, all) = (Point(time: 0, value: 0), best(price: 0))
        corners = [none] + between(none, all) + [all]
    }

    /// Sorts the images that have come so far by their confidence at the exit; `nil` for those that leave there.
    private mutating func append(_ exit: Int, from bins: [Int?], _ records: ExitRecords, _ rule: ExitRule) -> [Int?] {
        var outcomes = [Outcome](repeating: Outcome(), count: Self.binCount)
        var counts = [Double](repeating: 0, count: Self.binCount)
        var sums = [Double](repeating: 0, count: Self.binCount)
        var sizes = [Double](repeating: 0, count: Self.binCount)
        var next = [Int?](repeating: nil, count: bins.count)
        let present = bins.indices.filter { bins[$0] != nil }
        let staying = present.filter {
            !rule.leaves(at: exit, confidence: records.confidence(sample: $0, exit: exit))
        }.sorted { (records.confidence(sample: $0, exit: exit), $0) < (records.confidence(sample: $1, exit: exit), $1) }
        for (rank, sample) in staying.enumerated() { next[sample] = rank * Self.binCount / staying.count }
        for sample in present {
            guard let from = bins[sample] else { continue }
            let value = records.isRight(sample: sample, exit: exit) ? 1.0 : 0
            counts[from] += 1
            if let to = next[sample] {
                outcomes[from].shares[to] += 1
                sums[to] += value
                sizes[to] += 1
            } else {
                outcomes[from].leftValue += value
            }
        }
        for from in outcomes.indices where counts[from] > 0 {
            outcomes[from].leftValue /= counts[from]
            for to in outcomes[from].shares.indices { outcomes[from].shares[to] /= counts[from] }
        }
        self.outcomes.append(outcomes)
        values.append(zip(sums, sizes).map { $1 > 0 ? $0 / $1 : 0 })
        return next
    }

    /// What the best choices bring, and take, if a nanosecond costs that much.
    private func best(price: Double) -> Point {
        var after: [Point] = []
        for stage in stageTimes.indices.reversed() {
            let exit = values[stage].map { Point(time: 0, value: $0) }
            let from = zip(exit, after.isEmpty ? exit : after).map { stay, go in
                go.value - price * go.time > stay.value ? go : stay
            }
            after = outcomes[stage].map { outcome in
                zip(outcome.shares, from).reduce(Point(time: stageTimes[stage], value: outcome.leftValue)) {
                    sum,
                    next in
                    Point(time: sum.time + next.0 * next.1.time, value: sum.value + next.0 * next.1.value)
                }
            }
        }
        return after[0].value > price * after[0].time ? after[0] : Point(time: 0, value: 0)
    }

    /// The corners between two of them, by asking for the price at which both are as good.
    private func between(_ low: Point, _ high: Point) -> [Point] {
        guard high.time > low.time, high.value > low.value else { return [] }
        let price = (high.value - low.value) / (high.time - low.time)
        let middle = best(price: price)
        let gain = (middle.value - low.value) - price * (middle.time - low.time)
        guard gain > 1e-9, middle.time > low.time, middle.time < high.time else { return [] }
        return between(low, middle) + [middle] + between(middle, high)
    }
}
