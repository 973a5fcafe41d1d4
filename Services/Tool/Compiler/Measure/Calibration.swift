package import Inference

#if canImport(Glibc)
    import Glibc
#endif

/// How exits' scores become honest confidences, and what they are worth; as `deploy/models/training/measure.py` has it.
package enum Calibration {
    private static let bins = 15
    /// The thresholds of the manifest's table.
    package static let thresholds = [0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95, 0.97, 0.99, 1.0]

    /// The temperature, in steps of 0.01, under which the labels are most likely.
    ///
    /// - Parameters:
    ///   - logits: By sample; none of them measured on the test set.
    ///   - labels: As many.
    /// - Returns: 0.50…3.00.
    package static func temperature(_ logits: [[Float]], labels: [UInt8]) -> Double {
        // The loss has one valley, so a walk in shrinking steps finds its floor without trying all.
        var best = 1.0
        var lowest = loss(logits, labels, best)
        for step in [0.4, 0.2, 0.1, 0.05, 0.02, 0.01, 0.01] {
            for way in [-1.0, 1] {
                while case let next = ((best + way * step) * 100).rounded() / 100, (0.5...3).contains(next) {
                    let value = loss(logits, labels, next)
                    guard value < lowest else { break }
                    (best, lowest) = (next, value)
                }
            }
        }
        return best
    }

    private static func loss(_ logits: [[Float]], _ labels: [UInt8], _ temperature: Double) -> Double {
        var sum = 0.0
        for (row, label) in zip(logits, labels) {
            let largest = Double(row.max() ?? 0)
            let total = row.reduce(0) { $0 + exp((Double($1) - largest) / temperature) }
            sum += log(total) - (Double(row[Int(label)]) - largest) / temperature
        }
        return sum / Double(max(1, labels.count))
    }

    /// The share of right answers.
    package static func accuracy(_ logits: [[Float]], labels: [UInt8]) -> Double {
        let right = zip(logits, labels).count { ModelExit(name: "").reading(of: $0).classIndex == Int($1) }
        return Double(right) / Double(max(1, labels.count))
    }

    /// An exit's measured figures.
    package static func exit(_ exit: ModelExit, logits: [[Float]], labels: [UInt8]) -> ModelExit {
        let readings = logits.map(exit.reading(of:))
        var counts = [Double](repeating: 0, count: bins)
        var gaps = counts
        for (reading, label) in zip(readings, labels) {
            let bin = min(Int(reading.confidence * Double(bins)), bins - 1)
            counts[bin] += 1
            gaps[bin] += reading.confidence - (reading.classIndex == Int(label) ? 1 : 0)
        }
        let count = Double(max(1, labels.count))
        var result = exit
        result.accuracy = rounded(accuracy(logits, labels: labels), 4)
        result.expectedCalibrationError = rounded(gaps.reduce(0) { $0 + abs($1) } / count, 4)
        result.meanConfidence = rounded(readings.reduce(0) { $0 + $1.confidence } / count, 4)
        return result
    }

    /// What leaving at the first exit that is confident enough gives.
    ///
    /// - Parameters:
    ///   - exits: With their temperatures and work.
    ///   - logits: By exit and then by sample.
    ///   - labels: By sample.
    /// - Returns: A point for each of ``thresholds``.
    package static func thresholdTable(_ exits: [ModelExit], logits: [[[Float]]], labels: [UInt8]) -> [ThresholdPoint] {
        let readings = zip(exits, logits).map { exit, logits in logits.map(exit.reading(of:)) }
        let count = Double(max(1, labels.count))
        return thresholds.map { threshold in
            var shares = [Double](repeating: 0, count: exits.count)
            var (right, work) = (0.0, 0.0)
            for (sample, label) in labels.enumerated() {
                let taken = exits.indices.first { readings[$0][sample].confidence >= threshold } ?? exits.count - 1
                shares[taken] += 1 / count
                work += (exits[taken].mflop ?? 0) / count
                right += readings[taken][sample].classIndex == Int(label) ? 1 / count : 0
            }
            return ThresholdPoint(
                threshold: threshold,
                accuracy: rounded(right, 4),
                meanMFLOP: rounded(work, 3),
                exitShare: shares.map { rounded($0, 4) }
            )
        }
    }

    package static func rounded(_ number: Double, _ digits: Int) -> Double {
        let scale = pow(10, Double(digits))
        return (number * scale).rounded() / scale
    }
}
