/// What one further task's head made of one sample.
package struct TaskReading: Equatable, Sendable {
    /// Calibrated, 0…1.
    package let confidence: Float
    /// One per class of the task.
    package let probabilities: [Float]

    package init(confidence: Float, probabilities: [Float]) {
        self.confidence = confidence
        self.probabilities = probabilities
    }
}
