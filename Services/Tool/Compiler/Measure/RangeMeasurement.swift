package import Inference
import InferenceDNNL

/// Measures the ranges of a model's activations on calibration images.
package enum RangeMeasurement {
    /// More images than these move no range of the served models noticeably.
    package static let sampleCount = 512

    /// - Parameters:
    ///   - model: The network.
    ///   - samples: Raw, none of them of the test set; the first ``sampleCount`` are used.
    ///   - rule: How much of what is seen becomes a range.
    ///   - source: The fingerprint of the network's file.
    ///   - progress: Told the share done, 0…1.
    /// - Returns: A range for each value that some convolution reads.
    /// - Throws: ``ModelError`` or ``InferenceError``.
    package static func ranges(
        of model: StagedModel,
        samples: LabeledSamples,
        rule: RangeRule,
        source: String,
        progress: (Double) -> Void
    ) throws -> ActivationRanges {
        try RangeCalibration.ranges(
            of: model,
            samples: SampleRunner.normalized(Array(samples.samples.prefix(sampleCount)), for: model.manifest.input),
            rule: rule,
            source: source,
            probe: DNNLBackend.probe(model.graph, inputShape: model.inputShape),
            progress: progress
        )
    }
}
