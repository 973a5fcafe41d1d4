/// Trains specialists from stored features of labeled samples.
package struct SpecialistTrainer: Sendable {
    /// The share of its stream that the dominating classes are expected to have.
    package var share: Double
    package var trainer: HeadTrainer

    package init(share: Double = 0.8, trainer: HeadTrainer = HeadTrainer()) {
        precondition(share > 0 && share < 1, "other classes come too")
        self.share = share
        self.trainer = trainer
    }

    /// Trains one exit's head.
    ///
    /// - Parameters:
    ///   - classes: The dominating ones, ascending.
    ///   - features: Of the samples to learn from, and of others to fit the temperature on.
    ///   - labels: The general model's classes of both.
    /// - Returns: The head; samples of the dominating classes count together as their share, the others as the rest.
    package func exit(
        _ classes: [Int],
        features: (training: [Float], held: [Float]),
        labels: (training: [Int], held: [Int])
    ) -> Specialist.Exit {
        let own = Self.own(labels.training, classes)
        let set = TrainingSet(
            features: features.training,
            labels: own,
            classCount: classes.count + 1,
            weights: weights(own, classes.count)
        )
        let head = trainer.train(set)
        let scores = stride(from: 0, to: features.held.count, by: head.featureCount).map {
            head.scores(of: Array(features.held[$0..<$0 + head.featureCount]))
        }
        return Specialist.Exit(
            head: head,
            temperature: Softmax.temperature(scores, labels: Self.own(labels.held, classes))
        )
    }

    /// The specialist's classes of the general model's.
    package static func own(_ labels: [Int], _ classes: [Int]) -> [Int] {
        labels.map { classes.firstIndex(of: $0) ?? classes.count }
    }

    private func weights(_ own: [Int], _ other: Int) -> [Double] {
        let others = max(1, own.count { $0 == other })
        let dominating = max(1, own.count - others)
        return own.map { $0 == other ? (1 - share) / Double(others) : share / Double(dominating) }
    }
}
