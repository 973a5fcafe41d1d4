import Glibc

/// The mean loss of a head on a training set, with its gradient.
///
/// Parameters are the weights class by class and then the biases. Products run in single precision and sums of samples
/// in double, blocks of samples one after another, so that the result is the same at every call.
struct HeadLoss {
    private let labels: [Int]
    private let shares: [Double]
    private let features: [Float]
    private let featureCount: Int
    private let classCount: Int
    private let penalty: Double

    init(_ set: TrainingSet, _ scaling: FeatureScaling, penalty: Double) {
        labels = set.labels
        let total = set.weights.reduce(0, +)
        shares = set.weights.map { $0 / total }
        features = scaling.scaled(set.features)
        featureCount = set.featureCount
        classCount = set.classCount
        self.penalty = penalty
    }

    var parameterCount: Int { (featureCount + 1) * classCount }

    func value(at parameters: [Double]) -> (loss: Double, gradient: [Double]) {
        let head = LinearHead(
            weights: parameters.prefix(featureCount * classCount).map { Float($0) },
            bias: parameters.suffix(classCount).map { Float($0) }
        )
        var gradient = [Double](repeating: 0, count: parameterCount)
        var loss = 0.0
        // Single precision holds the sum of so many samples well enough, and sums of it go eight at a time.
        let block = 256
        for start in stride(from: 0, to: labels.count, by: block) {
            let part = start..<min(start + block, labels.count)
            loss += add(part, head, to: &gradient)
        }
        for index in 0..<(featureCount * classCount) {
            loss += 0.5 * penalty * parameters[index] * parameters[index]
            gradient[index] += penalty * parameters[index]
        }
        return (loss, gradient)
    }

    private func add(_ part: Range<Int>, _ head: LinearHead, to gradient: inout [Double]) -> Double {
        var sums = [Float](repeating: 0, count: featureCount * classCount)
        var loss = 0.0
        for sample in part {
            let place = sample * featureCount
            let scores = head.scores(of: Array(features[place..<place + featureCount]))
            let (errors, own) = Self.errors(scores, label: labels[sample])
            loss += shares[sample] * own
            for (row, error) in errors.enumerated() {
                let factor = Float(shares[sample] * error)
                gradient[featureCount * classCount + row] += Double(factor)
                addScaled(place, by: factor, to: &sums, at: row * featureCount)
            }
        }
        for index in sums.indices { gradient[index] += Double(sums[index]) }
        return loss
    }

    private func addScaled(_ place: Int, by factor: Float, to sums: inout [Float], at row: Int) {
        sums.withUnsafeMutableBufferPointer { sums in
            features.withUnsafeBufferPointer { features in
                for feature in 0..<featureCount { sums[row + feature] += factor * features[place + feature] }
            }
        }
    }

    /// Per class the probability less what it should be, and the sample's loss.
    private static func errors(_ scores: [Float], label: Int) -> (errors: [Double], loss: Double) {
        let largest = Double(scores.max() ?? 0)
        let weights = scores.map { exp(Double($0) - largest) }
        let total = weights.reduce(0, +)
        var errors = weights.map { $0 / total }
        let loss = log(total) - (Double(scores[label]) - largest)
        errors[label] -= 1
        return (errors, loss)
    }
}
