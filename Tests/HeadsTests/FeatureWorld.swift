import Kernel

@testable import Heads

/// Samples of four classes around four corners, and a network that is unsure at its first exit and right at its last.
struct FeatureWorld {
    static let classCount = 4
    let features: [[Float]]
    let stored: StoredFeatures

    /// - Parameters:
    ///   - seed: Draws the noise.
    ///   - samples: All; their classes take turns.
    ///   - training: How many of them are to learn from.
    ///   - confidence: Of the first exit's own classifier.
    init(seed: UInt64, samples: Int, training: Int, confidence: Double = 0.5) {
        var generator = SeededGenerator(seed: seed)
        let labels = (0..<samples).map { $0 % Self.classCount }
        let rows = labels.flatMap { label -> [Float] in
            [label & 1 == 0 ? -1 : 1, label & 2 == 0 ? -1 : 1, 0].map { (center: Float) -> Float in
                center + Float.random(in: -0.6...0.6, using: &generator)
            }
        }
        features = [rows]
        stored = StoredFeatures(
            source: 7,
            classCount: Self.classCount,
            labels: labels,
            trainingCount: training,
            readings: [
                labels.map { StoredFeatures.Reading(classIndex: $0, confidence: confidence) },
                labels.map { StoredFeatures.Reading(classIndex: $0, confidence: 1) },
            ],
            features: features
        )
    }
}
