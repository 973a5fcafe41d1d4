import Kernel

/// Durations of every stage at every batch size, and what bound they support.
///
/// A few dozen samples per cell support no quantile like 99.9 %, and one hiccup of a shared machine among them would become
/// the bound. So the samples of one stage are looked at together, each as its ratio to the median of its own cell: with
/// `n` ratios the quantile `min(0.999, 1 − 1/n)` is supported, and is what the profile says it holds. Two things are
/// taken for the machine's doing and not the stage's: a run during which the thread was off the processor (set aside,
/// unless that is so for most of a cell), and a tail beyond ``fence`` times the median (cut off there). How much was
/// set aside is counted in ``StageTable/disturbed``.
struct StageSamples {
    /// The largest ratio of a bound to its cell's median, before the margin.
    static let fence = 2.0

    private struct Sample {
        let duration: Duration
        let isDisturbed: Bool
    }

    /// By stage, then by batch size less one.
    private var cells: [[[Sample]]]

    init(stages: Int, maxBatch: Int) {
        cells = Array(repeating: Array(repeating: [], count: maxBatch), count: stages)
    }

    mutating func add(_ duration: Duration, onProcessor: Duration, stage: Int, batchSize: Int) {
        let absence = duration - onProcessor
        let isDisturbed = absence > max(.microseconds(20), duration / 20)
        cells[stage][batchSize - 1].append(Sample(duration: duration, isDisturbed: isDisturbed))
    }

    func table() -> StageTable {
        var disturbed = 0
        var total = 0
        var quantile = 1.0
        var bounds: [[Int64]] = []
        for row in cells {
            let kept = row.map(Self.undisturbed)
            disturbed += zip(row, kept).reduce(0) { $0 + $1.0.count - $1.1.count }
            let medians = kept.map { $0[$0.count / 2] }
            let ratios = zip(kept, medians).flatMap { cell, median in cell.map { Double($0) / Double(max(median, 1)) } }
            let supported = min(0.999, 1 - 1 / Double(ratios.count))
            let ratio = min(Self.fence, max(1, Self.quantile(supported, of: ratios.sorted())))
            bounds.append(medians.map { Int64((Double($0) * ratio).rounded(.up)) })
            quantile = min(quantile, supported)
            total += ratios.count
        }
        return StageTable(boundNanoseconds: bounds, quantile: quantile, samples: total, disturbed: disturbed)
    }

    /// The durations of a cell in nanoseconds and ascending order, without disturbed ones if at least half remain.
    private static func undisturbed(_ cell: [Sample]) -> [Int64] {
        let calm = cell.filter { !$0.isDisturbed }
        return (calm.count * 2 >= cell.count ? calm : cell).map(\.duration.nanoseconds).sorted()
    }

    private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        sorted[min(sorted.count - 1, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
    }
}
