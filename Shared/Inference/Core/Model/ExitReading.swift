import Glibc

/// What one exit's logits say about one sample after calibration.
package struct ExitReading: Equatable, Sendable {
    /// The most probable class; the lowest index wins a tie.
    package var classIndex: Int
    /// The probability of that class, 0…1.
    package var confidence: Double
    /// One per class, summing to 1.
    package var probabilities: [Float]
}

extension ModelExit {
    /// The softmax of the logits divided by this exit's temperature.
    ///
    /// A NaN among the logits yields confidence 0 for the first class, so that no threshold accepts it.
    ///
    /// - Parameter logits: One per class, not empty.
    /// - Returns: The reading.
    package func reading(of logits: [Float]) -> ExitReading {
        precondition(!logits.isEmpty, "an exit has at least one class")
        let scaled = logits.map { Double($0) / temperature }
        guard let largest = scaled.max(), largest.isFinite, !scaled.contains(where: \.isNaN) else {
            let none = [Float](repeating: 0, count: logits.count)
            return ExitReading(classIndex: 0, confidence: 0, probabilities: none)
        }
        let weights = scaled.map { exp($0 - largest) }
        let total = weights.reduce(0, +)
        let best = scaled.firstIndex(of: largest) ?? 0
        return ExitReading(
            classIndex: best,
            confidence: weights[best] / total,
            probabilities: weights.map { Float($0 / total) }
        )
    }
}
