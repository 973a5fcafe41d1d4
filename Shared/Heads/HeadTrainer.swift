import Glibc

/// Trains heads: multinomial logistic regression with a penalty on the squares of the weights.
///
/// The loss is convex, so where it ends depends on neither start nor order, and the same samples give the same head,
/// bit for bit on one machine. Features are shifted and scaled to like spreads first, so that the penalty weighs them
/// alike; the head that comes out reads them as they are.
package struct HeadTrainer: Sendable {
    /// Of the squares of the weights of scaled features, against the mean loss of a sample.
    package var penalty: Double
    /// Steps at most; the loss changes by little more long before.
    package var stepLimit: Int

    package init(penalty: Double = 1e-3, stepLimit: Int = 80) {
        precondition(penalty > 0 && stepLimit > 0, "a penalty makes the loss have one lowest point")
        self.penalty = penalty
        self.stepLimit = stepLimit
    }

    package func train(_ set: TrainingSet) -> LinearHead {
        let scaling = FeatureScaling(set)
        let loss = HeadLoss(set, scaling, penalty: penalty)
        var minimizer = Minimizer(start: [Double](repeating: 0, count: loss.parameterCount))
        let found = minimizer.minimize(stepLimit: stepLimit) { loss.value(at: $0) }
        return scaling.head(found, classCount: set.classCount)
    }
}

/// Brings features to mean 0 and like spreads.
struct FeatureScaling {
    let means: [Float]
    /// What a feature is multiplied by after its mean is taken off.
    let factors: [Float]

    /// A feature of hardly any spread is noise, which a full scaling would blow up.
    private static let leastSpread = 0.1

    init(_ set: TrainingSet) {
        let count = set.featureCount
        let total = set.weights.reduce(0, +)
        var means = [Double](repeating: 0, count: count)
        var squares = means
        for sample in 0..<set.count {
            let weight = set.weights[sample] / total
            for feature in 0..<count {
                let number = Double(set.features[sample * count + feature])
                means[feature] += weight * number
                squares[feature] += weight * number * number
            }
        }
        let spreads = zip(squares, means).map { max(0, $0 - $1 * $1).squareRoot() }
        let usual = max(spreads.reduce(0, +) / Double(max(1, count)), 1e-12)
        self.means = means.map { Float($0) }
        factors = spreads.map { Float(1 / max($0, usual * Self.leastSpread)) }
    }

    func scaled(_ features: [Float]) -> [Float] {
        let count = means.count
        return features.indices.map { (features[$0] - means[$0 % count]) * factors[$0 % count] }
    }

    /// The head that reads features as they come, from the parameters of one that reads scaled ones.
    func head(_ parameters: [Double], classCount: Int) -> LinearHead {
        let count = means.count
        var weights: [Float] = []
        var bias: [Float] = []
        for row in 0..<classCount {
            var shift = parameters[classCount * count + row]
            for feature in 0..<count {
                let weight = parameters[row * count + feature] * Double(factors[feature])
                weights.append(Float(weight))
                shift -= weight * Double(means[feature])
            }
            bias.append(Float(shift))
        }
        return LinearHead(weights: weights, bias: bias)
    }
}
