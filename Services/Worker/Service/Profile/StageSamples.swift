import Glibc
import Kernel

/// Durations of every stage at every batch size, and what bound they support.
///
/// A few dozen samples per cell support no quantile like 99.9 %, and one hiccup of a shared machine among them would
/// become the bound. So samples of several cells are looked at together, each as its ratio to the median of its own
/// cell: with `n` ratios the quantile `min(0.999, 1 − 1/n)` is supported, and that is what the profile says it holds.
/// The cells are those that take about as long, ``company`` samples of them: what disturbs a stage takes its own time, so a
/// stage of 20 µs is doubled by what a stage of 1 ms hardly feels.
/// Two things are taken for the machine's doing and not the stage's. If the thread was off the processor for a
/// noticeable time, its time on the processor counts in place of the wall time (such samples are counted in
/// ``StageTable/disturbed``). And a tail beyond ``fence`` times the median is cut off there.
struct StageSamples {
    /// The largest ratio of a bound to its cell's median, before the margin.
    static let fence = 2.0
    /// So many samples at least are looked at together where there are so many.
    static let company = 2_000

    private struct Cell {
        let median: Double
        let ratios: [Double]

        init(_ samples: [Int64]) {
            let median = Double(samples.sorted()[samples.count / 2])
            self.median = median
            ratios = samples.map { Double($0) / median }
        }

        func distance(to other: Cell) -> Double { abs(log(other.median / median)) }
    }

    /// In nanoseconds, by stage, then by batch size less one.
    private var samples: [[[Int64]]]
    private var disturbed = 0

    init(stages: Int, maxBatch: Int) {
        samples = Array(repeating: Array(repeating: [], count: maxBatch), count: stages)
    }

    mutating func add(_ duration: Duration, onProcessor: Duration, stage: Int, batchSize: Int) {
        let isDisturbed = duration - onProcessor > max(.microseconds(20), duration / 20)
        if isDisturbed { disturbed += 1 }
        samples[stage][batchSize - 1].append(max(1, (isDisturbed ? onProcessor : duration).nanoseconds))
    }

    func table() -> StageTable {
        let cells = samples.map { $0.map(Cell.init) }
        let all = cells.flatMap { $0 }
        var quantile = 1.0
        let bounds = cells.map { row in
            row.map { cell in
                let ratios = Self.ratios(near: cell, among: all)
                let supported = min(0.999, 1 - 1 / Double(ratios.count))
                quantile = min(quantile, supported)
                return Int64((cell.median * min(Self.fence, Self.quantile(supported, of: ratios))).rounded())
            }
        }
        let count = all.reduce(0) { $0 + $1.ratios.count }
        return StageTable(boundNanoseconds: bounds, quantile: quantile, samples: count, disturbed: disturbed)
    }

    /// Of the cells whose medians are nearest, ascending.
    private static func ratios(near cell: Cell, among cells: [Cell]) -> [Double] {
        var ratios: [Double] = []
        for other in cells.sorted(by: { $0.distance(to: cell) < $1.distance(to: cell) }) where ratios.count < company {
            ratios += other.ratios
        }
        return ratios.sorted()
    }

    private static func quantile(_ share: Double, of sorted: [Double]) -> Double {
        // A whole product must not be rounded up for its last binary digit.
        let rank = Int((share * Double(sorted.count) - 1e-9).rounded(.up))
        return sorted[min(max(rank, 1), sorted.count) - 1]
    }
}
