/// A classifier on the features of one exit: a row of weights and a bias per class.
package struct LinearHead: Codable, Equatable, Sendable {
    package let classCount: Int
    package let featureCount: Int
    /// Class by class.
    package let weights: [Float]
    package let bias: [Float]

    private enum CodingKeys: String, CodingKey {
        case weights, bias
        case classCount = "classes"
        case featureCount = "features"
    }

    /// - Parameters:
    ///   - weights: Class by class, as many for each as there are features.
    ///   - bias: One per class.
    package init(weights: [Float], bias: [Float]) {
        precondition(!bias.isEmpty && weights.count % bias.count == 0, "every class has a row of weights")
        classCount = bias.count
        featureCount = weights.count / bias.count
        self.weights = weights
        self.bias = bias
    }

    /// Whether its parts fit together and are finite; what was read from a file may not.
    package var isSound: Bool {
        classCount > 0 && featureCount > 0 && bias.count == classCount && weights.count == classCount * featureCount
            && weights.allSatisfy(\.isFinite) && bias.allSatisfy(\.isFinite)
    }

    /// A score per class.
    ///
    /// - Parameter features: ``featureCount`` numbers.
    /// - Returns: ``classCount`` numbers, before temperature and softmax.
    package func scores(of features: [Float]) -> [Float] {
        precondition(features.count == featureCount, "a head reads the features that it was trained on")
        return features.withUnsafeBufferPointer { features in
            weights.withUnsafeBufferPointer { weights in
                (0..<classCount).map { row in
                    bias[row] + Self.product(weights[(row * featureCount)..<((row + 1) * featureCount)], features)
                }
            }
        }
    }

    /// In eight sums, which the compiler keeps in one register; the order of summing does not depend on the machine.
    private static func product(_ row: Slice<UnsafeBufferPointer<Float>>, _ features: UnsafeBufferPointer<Float>)
        -> Float
    {
        let row = UnsafeBufferPointer(rebasing: row)
        let whole = features.count & ~7
        var sums = SIMD8<Float>()
        for start in stride(from: 0, to: whole, by: 8) {
            let pair = UnsafeRawPointer(row.baseAddress.unsafelyUnwrapped + start)
            let other = UnsafeRawPointer(features.baseAddress.unsafelyUnwrapped + start)
            sums += pair.loadUnaligned(as: SIMD8<Float>.self) * other.loadUnaligned(as: SIMD8<Float>.self)
        }
        var sum = sums.sum()
        for index in whole..<features.count { sum += row[index] * features[index] }
        return sum
    }
}
