/// What the first exits of a network read of labeled samples, and what all of its exits say of them.
///
/// It is what the cloud tier trains from, with neither images nor the network at hand. A feature is kept in a byte: its
/// share of the way from its least to its largest value, which is finer than what heads can tell apart.
package struct StoredFeatures: Equatable, Sendable {
    /// What one exit's own classifier says of a sample.
    package struct Reading: Equatable, Sendable {
        package var classIndex: Int
        /// Calibrated, 0…1.
        package var confidence: Double

        package init(classIndex: Int, confidence: Double) {
            self.classIndex = classIndex
            self.confidence = confidence
        }
    }

    /// The features of one exit.
    struct Stage: Equatable, Sendable {
        var least: [Float]
        /// What a byte counts, by feature.
        var step: [Float]
        /// Sample after sample.
        var bytes: [UInt8]

        var featureCount: Int { least.count }
    }

    /// FNV-1a of the network's file: other weights give other features.
    package let source: UInt64
    package let classCount: Int
    /// The right class of each sample.
    package let labels: [Int]
    /// The first so many are to learn from; the others are held back to choose by.
    package let trainingCount: Int
    /// By exit and then by sample, of all exits of the network.
    package let readings: [[Reading]]
    /// Of the first exits, from the shallowest on.
    let stages: [Stage]

    init(
        source: UInt64,
        classCount: Int,
        labels: [Int],
        trainingCount: Int,
        readings: [[Reading]],
        stages: [Stage]
    ) {
        self.source = source
        self.classCount = classCount
        self.labels = labels
        self.trainingCount = trainingCount
        self.readings = readings
        self.stages = stages
    }

    /// Takes numbers as a network computes them.
    ///
    /// - Parameters:
    ///   - source: Of the network.
    ///   - classCount: Above every label; at most 256.
    ///   - labels: One per sample.
    ///   - trainingCount: How many of them are to learn from.
    ///   - readings: By exit and then by sample.
    ///   - features: By exit, from the shallowest on, sample after sample.
    package init(
        source: UInt64,
        classCount: Int,
        labels: [Int],
        trainingCount: Int,
        readings: [[Reading]],
        features: [[Float]]
    ) {
        precondition((0...labels.count).contains(trainingCount) && classCount <= 256, "samples and classes are told")
        precondition(features.count <= readings.count, "only exits that read something have features")
        let stages = features.map { Stage($0, samples: labels.count) }
        self.init(
            source: source,
            classCount: classCount,
            labels: labels,
            trainingCount: trainingCount,
            readings: readings,
            stages: stages
        )
    }

    /// How many exits have features here.
    package var stageCount: Int { stages.count }
    package var exitCount: Int { readings.count }
    package var held: Range<Int> { trainingCount..<labels.count }

    package func featureCount(of exit: Int) -> Int { stages[exit].featureCount }

    /// The features of these samples at an exit below ``stageCount``, one sample after another.
    package func rows(_ samples: some Sequence<Int>, at exit: Int) -> [Float] {
        let stage = stages[exit]
        let count = stage.featureCount
        var rows: [Float] = []
        for sample in samples {
            let place = sample * count
            for feature in 0..<count {
                rows.append(stage.least[feature] + stage.step[feature] * Float(stage.bytes[place + feature]))
            }
        }
        return rows
    }
}

extension StoredFeatures.Stage {
    init(_ features: [Float], samples: Int) {
        let count = samples == 0 ? 0 : features.count / samples
        least = [Float](repeating: .infinity, count: count)
        var most = [Float](repeating: -.infinity, count: count)
        for (place, value) in features.enumerated() {
            least[place % count] = min(least[place % count], value)
            most[place % count] = max(most[place % count], value)
        }
        step = zip(least, most).map { ($1 - $0) / 255 }
        bytes = []
        bytes.reserveCapacity(features.count)
        for (place, value) in features.enumerated() {
            let (least, step) = (least[place % count], step[place % count])
            bytes.append(step > 0 ? UInt8(max(0, min(255, ((value - least) / step).rounded()))) : 0)
        }
    }
}
