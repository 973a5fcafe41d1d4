/// Heads on a model's exits that know a few classes well and all others as `other`, for a stream on which those dominate.
///
/// Where a specialist is sure of one of its classes, that is the answer. What it takes for another class is left to the
/// general heads, which answer under their own rule, at the latest at full depth.
package struct Specialist: Equatable, Sendable {
    /// One exit's head, whose last class is `other`, and what its scores are divided by.
    package struct Exit: Equatable, Sendable {
        package var head: LinearHead
        package var temperature: Double

        package init(head: LinearHead, temperature: Double) {
            self.head = head
            self.temperature = temperature
        }
    }

    /// Ascending numbers of the general model's classes.
    package let classes: [Int]
    /// From the shallowest on; at most as many as the model has.
    package let exits: [Exit]
    /// The confidence from which it answers, 0…1.
    package var threshold: Double

    package init(classes: [Int], exits: [Exit], threshold: Double) {
        precondition(exits.allSatisfy { $0.head.classCount == classes.count + 1 }, "one class for each, and `other`")
        self.classes = classes
        self.exits = exits
        self.threshold = threshold
    }

    /// What a head is sure of.
    package struct Claim: Equatable, Sendable {
        /// The general model's number of it.
        package let classIndex: Int
        /// Calibrated, 0…1.
        package let confidence: Double
        /// By the specialist's classes, the last being that of all others.
        package let probabilities: [Double]
    }

    /// What the head of one exit says by itself.
    ///
    /// - Parameters:
    ///   - exit: 0-based; without a head nothing is claimed.
    ///   - features: The exit's.
    /// - Returns: `nil` where it takes the sample for another class, or is not sure enough.
    package func claim(at exit: Int, features: [Float]) -> Claim? {
        guard exit < exits.count else { return nil }
        let part = exits[exit]
        let own = Softmax.probabilities(part.head.scores(of: features), temperature: part.temperature)
        guard let best = own.indices.max(by: { own[$0] < own[$1] }), best < classes.count, own[best] >= threshold else {
            return nil
        }
        return Claim(classIndex: classes[best], confidence: own[best], probabilities: own)
    }

    /// What one exit of a specialist with a head for each says of a sample.
    ///
    /// - Parameters:
    ///   - exit: 0-based.
    ///   - features: The exit's.
    ///   - general: The general head's answer there.
    ///   - generalThreshold: The confidence from which that counts.
    /// - Returns: The class, or `nil` to go deeper.
    package func answer(
        at exit: Int,
        features: [Float],
        general: (classIndex: Int, confidence: Double),
        generalThreshold: Double
    ) -> Int? {
        let part = exits[exit]
        let own = Softmax.probabilities(part.head.scores(of: features), temperature: part.temperature)
        let isLast = exit == exits.count - 1
        let best = own.indices.max { own[$0] < own[$1] } ?? classes.count
        if best < classes.count, isLast || own[best] >= threshold { return classes[best] }
        return isLast || general.confidence >= generalThreshold ? general.classIndex : nil
    }
}
