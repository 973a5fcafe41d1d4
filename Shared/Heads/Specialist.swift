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
    /// From the shallowest on; as many as the model has.
    package let exits: [Exit]
    /// The confidence from which it answers, 0…1.
    package var threshold: Double

    package init(classes: [Int], exits: [Exit], threshold: Double) {
        precondition(exits.allSatisfy { $0.head.classCount == classes.count + 1 }, "one class for each, and `other`")
        self.classes = classes
        self.exits = exits
        self.threshold = threshold
    }

    /// What one exit says of a sample.
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
