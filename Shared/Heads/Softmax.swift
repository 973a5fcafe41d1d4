import Glibc

/// Scores as probabilities.
package enum Softmax {
    /// - Parameters:
    ///   - scores: Not empty.
    ///   - temperature: Above 0; divides the scores first.
    /// - Returns: One per score, summing to 1; all 0 where a score is not finite, so that no threshold accepts them.
    package static func probabilities(_ scores: [Float], temperature: Double = 1) -> [Double] {
        guard let largest = scores.max(), scores.allSatisfy(\.isFinite) else { return scores.map { _ in 0 } }
        let weights = scores.map { exp(Double($0 - largest) / temperature) }
        let total = weights.reduce(0, +)
        return weights.map { $0 / total }
    }

    /// The temperature, in steps of 0.05, under which the labels are most likely.
    ///
    /// - Parameters:
    ///   - scores: By sample; none that a head was trained on.
    ///   - labels: As many.
    /// - Returns: 0.50…4.00.
    package static func temperature(_ scores: [[Float]], labels: [Int]) -> Double {
        let choices = (10...80).map { Double($0) / 20 }
        func loss(_ temperature: Double) -> Double {
            zip(scores, labels).reduce(0) { $0 - log(max(1e-12, probabilities($1.0, temperature: temperature)[$1.1])) }
        }
        return choices.map { ($0, loss($0)) }.min { $0.1 < $1.1 }?.0 ?? 1
    }
}
