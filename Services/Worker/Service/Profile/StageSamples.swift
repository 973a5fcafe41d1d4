import Kernel

/// Durations of every stage at every batch size, and what bound they support.
///
/// A few dozen samples per cell support no quantile like 99.9 %, and one hiccup of a shared machine among them would
/// become the bound. So the samples of one stage are looked at together, each as its ratio to the median of its own
/// cell: with `n` ratios the quantile `min(0.999, 1 − 1/n)` is supported, and that is what the profile says it holds.
/// Two things are taken for the machine's doing and not the stage's. If the thread was off the processor for a
/// noticeable time, its time on the processor counts in place of the wall time (such samples are counted in
/// ``StageTable/disturbed``). And a tail beyond ``fence`` times the median is cut off there.
struct StageSamples {
    /// The largest ratio of a bound to its cell's median, before the margin.
    static let fence = 2.0

    /// In nanoseconds, by stage, then by batch size less one.
    private var cells: [[[Int64]]]
    private var disturbed = 0

    init(stages: Int, maxBatch: Int) {
        cells = Array(repeating: Array(repeating: [], count: maxBatch), count: stages)
    }

    mutating func add(_ duration: Duration, onProcessor: Duration, stage: Int, batchSize: Int) {
        let isDisturbed = duration - onProcessor > max(.microseconds(20), duration / 20)
        if isDisturbed { disturbed += 1 }
        cells[stage][batchSize - 1].append(max(1, (isDisturbed ? onProcessor : duration).nanoseconds))
    }

    func table() -> StageTable {
        var total = 0
        var quantile = 1.0
        var bounds: [[Int64]] = []
        for row in cells {
            let medians = row.map { $0.sorted()[$0.count / 2] }
            let ratios = zip(row, medians).flatMap { cell, median in cell.map { Double($0) / Double(median) } }
            let supported = min(0.999, 1 - 1 / Double(ratios.count))
            let ratio = min(Self.fence, Self.quantile(supported, of: ratios.sorted()))
            bounds.append(medians.map { Int64((Double($0) * ratio).rounded()) })
            quantile = min(quantile, supported)
            total += ratios.count
        }
        return StageTable(boundNanoseconds: bounds, quantile: quantile, samples: total, disturbed: disturbed)
    }

    private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        // A whole product must not be rounded up for its last binary digit.
        let rank = Int((share * Double(sorted.count) - 1e-9).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}
