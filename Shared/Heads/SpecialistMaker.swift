/// Makes the specialist for a stream's dominating classes from stored features, as the cloud tier does.
///
/// One head for each exit that has features. Of the thresholds from which they may answer it takes the one that saves
/// most work among those with which held samples, weighted as the stream is expected to be, are answered right at
/// least as often as at full depth, with some allowance for luck.
package struct SpecialistMaker: Sendable {
    /// A specialist and what it is worth on held samples.
    package struct Product: Equatable, Sendable {
        package var specialist: Specialist
        /// The share of its own answers that are right.
        package var accuracy: Double
        /// The share of its own answers that full depth would give too.
        package var agreement: Double
        /// Mean work of a frame of such a stream, in MFLOP.
        package var work: Double
        /// The same without the specialist.
        package var generalWork: Double
    }

    /// Why there is none.
    package enum Failure: String, Error, Equatable, Sendable {
        /// Samples of one of the classes, or of all others, are lacking.
        case tooFewSamples = "too_few_samples"
        /// With every threshold more answers would be wrong than at full depth.
        case losesAccuracy = "loses_accuracy"
        /// The general heads need no more work for such a stream.
        case savesNothing = "saves_nothing"
    }

    /// So many samples of each class, and of all others, are wanted at least; of training and of held ones.
    private static let leastSamples = 10
    /// The most samples of other classes for each of the dominating ones.
    private static let othersPerOwn = 3
    private static let thresholds = [0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.98]

    private let features: StoredFeatures
    private let work: [Double]
    private let generalThreshold: Double
    private let trainer: SpecialistTrainer

    /// - Parameters:
    ///   - features: Of the network.
    ///   - work: Up to each of its exits, in MFLOP.
    ///   - generalThreshold: The confidence from which general heads answer.
    ///   - trainer: Knows the share of the stream that is expected of the classes.
    package init(
        _ features: StoredFeatures,
        work: [Double],
        generalThreshold: Double,
        trainer: SpecialistTrainer = SpecialistTrainer()
    ) {
        precondition(work.count == features.exitCount, "every exit has its work")
        self.features = features
        self.work = work
        self.generalThreshold = generalThreshold
        self.trainer = trainer
    }

    /// Of the general model.
    package var classCount: Int { features.classCount }

    /// Trains, which takes seconds.
    ///
    /// - Parameter classes: Ascending numbers of the model's classes, at least one and not all.
    /// - Returns: The best one.
    /// - Throws: ``Failure`` if none is worth it.
    package func make(_ classes: [Int]) throws(Failure) -> Product {
        let training = try samples(of: classes, within: 0..<features.trainingCount)
        let held = try samples(of: classes, within: features.held)
        let draft = Specialist(
            classes: classes,
            exits: (0..<features.stageCount).map { exit in
                trainer.exit(
                    classes,
                    features: (features.rows(training, at: exit), features.rows(held, at: exit)),
                    labels: (training.map { features.labels[$0] }, held.map { features.labels[$0] })
                )
            },
            threshold: 1
        )
        return try best(draft, held)
    }

    private func samples(of classes: [Int], within range: Range<Int>) throws(Failure) -> [Int] {
        let own = range.filter { classes.contains(features.labels[$0]) }
        let others = range.filter { !classes.contains(features.labels[$0]) }
        let least = classes.map { index in own.count { features.labels[$0] == index } }.min() ?? 0
        guard min(least, others.count) >= Self.leastSamples else { throw .tooFewSamples }
        return own + others.prefix(own.count * Self.othersPerOwn)
    }

    private func best(_ draft: Specialist, _ held: [Int]) throws(Failure) -> Product {
        let trial = SpecialistTrial(features, draft, held, work: work, generalThreshold, share: trainer.share)
        let sound = Self.thresholds.map { trial.play(threshold: $0) }.filter(\.losesNothing)
        guard let found = sound.min(by: { $0.work < $1.work }), found.claimed > 0 else { throw .losesAccuracy }
        guard found.work < trial.general.work else { throw .savesNothing }
        var specialist = draft
        specialist.threshold = found.threshold
        return Product(
            specialist: specialist,
            accuracy: found.claimedRight / found.claimed,
            agreement: found.agreed / found.claimed,
            work: found.work,
            generalWork: trial.general.work
        )
    }
}
