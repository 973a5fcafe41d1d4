/// Raw samples with the right answers.
package struct LabeledSamples: Sendable {
    /// Bytes in the model's layout, sample after sample.
    package let samples: [ArraySlice<UInt8>]
    package let labels: [UInt8]

    /// - Parameters:
    ///   - samples: Each as the model's input takes them.
    ///   - labels: As many.
    package init(samples: [ArraySlice<UInt8>], labels: [UInt8]) {
        precondition(samples.count == labels.count, "every sample has its answer")
        self.samples = samples
        self.labels = labels
    }
}
