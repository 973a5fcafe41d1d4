/// Features with their right answers, and how much each counts.
package struct TrainingSet: Sendable {
    package let featureCount: Int
    package let classCount: Int
    /// Sample after sample.
    package let features: [Float]
    /// The class of each sample.
    package let labels: [Int]
    /// Above 0; need not sum up to anything.
    package let weights: [Double]

    /// - Parameters:
    ///   - features: Sample after sample, equally many each.
    ///   - labels: Each below the number of classes.
    ///   - classCount: At least 2.
    ///   - weights: One per sample; `nil` counts all alike.
    package init(features: [Float], labels: [Int], classCount: Int, weights: [Double]? = nil) {
        precondition(!labels.isEmpty && features.count % labels.count == 0, "every sample has its features")
        precondition(classCount >= 2 && labels.allSatisfy { (0..<classCount).contains($0) }, "labels name classes")
        precondition(weights.map { $0.count == labels.count } ?? true, "every sample has its weight")
        self.features = features
        self.labels = labels
        self.classCount = classCount
        self.weights = weights ?? [Double](repeating: 1, count: labels.count)
        featureCount = features.count / labels.count
    }

    package var count: Int { labels.count }
}
