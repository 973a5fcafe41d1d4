package import Simulation

/// What one variant really said of every image, and when its answer counts.
package struct ReplayedModel: Sendable {
    /// Where an image's answer was taken.
    package struct End: Hashable, Sendable {
        package let exit: Int
        package let isRight: Bool
        /// What was done by then, in parts of what the variant is said to take.
        package let work: Double

        package init(exit: Int, isRight: Bool, work: Double) {
            self.exit = exit
            self.isRight = isRight
            self.work = work
        }
    }

    private let records: ExitRecords
    /// Up to each exit, in parts of what the variant is said to take.
    private let work: [Double]
    /// By depth, the confidence from which an exit's answer counts; the last exit's always does.
    private let thresholds: [Float]

    /// - Parameters:
    ///   - records: Of the images.
    ///   - work: Up to each exit, in parts of what the variant is said to take.
    ///   - thresholds: By depth; above 1 for one at which only the last exit answers.
    package init(_ records: ExitRecords, work: [Double], thresholds: [Float]) {
        precondition(records.exitCount == work.count, "every exit has its work")
        precondition(!thresholds.isEmpty, "there is a depth")
        self.records = records
        self.work = work
        self.thresholds = thresholds
    }

    /// The same with work in parts of another amount.
    package func relative(to amount: Double) -> Self {
        precondition(amount > 0, "a variant takes some work")
        return Self(records, work: work.map { $0 / amount }, thresholds: thresholds)
    }

    package var imageCount: Int { records.sampleCount }

    /// What becomes of an image at a depth; beyond the last it is that.
    package func end(of image: Int, depth: Int) -> End {
        let threshold = thresholds[min(depth, thresholds.count - 1)]
        let last = work.count - 1
        let exit = (0..<last).first { records.confidence(sample: image, exit: $0) >= threshold } ?? last
        return end(of: image, exit: exit)
    }

    /// What an exit says of an image.
    package func end(of image: Int, exit: Int) -> End {
        End(exit: exit, isRight: records.isRight(sample: image, exit: exit), work: work[exit])
    }

    /// The shares of right answers and of work over these images.
    package func mean(over images: [Int32], depth: Int) -> (accuracy: Double, work: Double) {
        let ends = images.map { end(of: Int($0), depth: depth) }
        let count = Double(max(1, ends.count))
        return (Double(ends.count(where: \.isRight)) / count, ends.reduce(0) { $0 + $1.work } / count)
    }
}
