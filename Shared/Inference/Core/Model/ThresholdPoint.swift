/// What one confidence threshold costs and brings over the whole test set.
package struct ThresholdPoint: Codable, Equatable, Sendable {
    /// Answers at least this confident leave at their exit, 0…1.
    package var threshold: Double
    /// The share of correct answers, 0…1.
    package var accuracy: Double
    /// Work per image, averaged over the exits taken.
    package var meanMFLOP: Double
    /// The share of images that leave at each exit; sums to 1.
    package var exitShare: [Double]

    package init(threshold: Double, accuracy: Double, meanMFLOP: Double, exitShare: [Double]) {
        self.threshold = threshold
        self.accuracy = accuracy
        self.meanMFLOP = meanMFLOP
        self.exitShare = exitShare
    }

    private enum CodingKeys: String, CodingKey {
        case threshold, accuracy
        case meanMFLOP = "mean_mflop"
        case exitShare = "exit_share"
    }
}
