/// What a model's exits said of every image of its test set, recorded once by running the real model.
///
/// Simulations replay these records, so that no accuracy in them is invented: a job stands for one image, its
/// confidences decide where it leaves, and whether it is right at that exit is what the network really answered.
package struct ExitRecords: Hashable, Sendable {
    /// `name/version` of the model.
    package let model: String
    package let exitCount: Int
    package let sampleCount: Int
    /// Sample by sample what every exit reads; a row is an array of its own, so that a job takes it along without a copy.
    private let confidences: [[Float]]
    /// One byte a sample; bit `e` says whether exit `e` was right.
    private let rightExits: [UInt8]

    /// Takes what was recorded.
    ///
    /// - Parameters:
    ///   - model: `name/version`.
    ///   - confidences: Of every sample at every exit, 0…1; all samples with equally many exits, 1…8.
    ///   - isRight: Of the same form.
    package init(model: String, confidences: [[Float]], isRight: [[Bool]]) {
        precondition(!confidences.isEmpty && confidences.count == isRight.count, "every sample is read and judged")
        let exits = confidences[0].count
        precondition((1...8).contains(exits), "a byte holds the judgments of eight exits")
        precondition(
            confidences.allSatisfy { $0.count == exits } && isRight.allSatisfy { $0.count == exits },
            "every sample passes every exit"
        )
        self.model = model
        exitCount = exits
        sampleCount = confidences.count
        self.confidences = confidences
        rightExits = isRight.map { row in
            row.enumerated().reduce(0) { $1.element ? $0 | 1 << UInt8($1.offset) : $0 }
        }
    }

    init(model: String, exitCount: Int, confidences: [[Float]], rightExits: [UInt8]) {
        self.model = model
        self.exitCount = exitCount
        sampleCount = rightExits.count
        self.confidences = confidences
        self.rightExits = rightExits
    }

    /// Calibrated, 0…1.
    package func confidence(sample: Int, exit: Int) -> Float { confidences[sample][exit] }

    package func confidences(sample: Int) -> [Float] { confidences[sample] }

    package func isRight(sample: Int, exit: Int) -> Bool { rightExits[sample] >> UInt8(exit) & 1 == 1 }

    /// The share of right answers at that exit over the whole set, 0…1.
    package func accuracy(exit: Int) -> Double {
        Double((0..<sampleCount).count { isRight(sample: $0, exit: exit) }) / Double(sampleCount)
    }

    package func meanConfidence(exit: Int) -> Double {
        (0..<sampleCount).reduce(0.0) { $0 + Double(confidence(sample: $1, exit: exit)) } / Double(sampleCount)
    }
}
