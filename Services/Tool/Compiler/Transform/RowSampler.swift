import Inference
import Kernel

/// The places of a layer's output that a fit looks at: the same for teacher and student.
struct RowSampler {
    /// Enough for the largest layer here, 1,152 unknowns per output; more changes nothing that a test set shows.
    static let rowLimit = 24_000

    /// Sample and pixel of each row, ascending.
    let rows: [(sample: Int, pixel: Int)]

    /// - Parameters:
    ///   - samples: How many there are.
    ///   - pixels: Of one sample.
    ///   - seed: The same seed draws the same rows.
    init(samples: Int, pixels: Int, seed: UInt64) {
        let total = samples * pixels
        guard total > Self.rowLimit else {
            rows = (0..<total).map { ($0 / pixels, $0 % pixels) }
            return
        }
        // One row out of each equal share of all rows: no row twice, and every picture is looked at.
        var generator = SeededGenerator(seed: seed)
        rows = (0..<Self.rowLimit).map { index in
            let start = index * total / Self.rowLimit
            let end = (index + 1) * total / Self.rowLimit
            let row = start + Int(generator.next() % UInt64(max(1, end - start)))
            return (row / pixels, row % pixels)
        }
    }
}
