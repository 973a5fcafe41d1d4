package import Inference

/// Computes as an accelerator of 16-bit words does: weights and activations are words, sums have 32 bits and never
/// overflow, and what leaves a layer is rounded to a word.
///
/// Between layers words are kept as the floats that they stand for, so an executor has the precision `f32`. Sums are exact
/// integers: results depend on neither the CPU nor the batch.
package struct FixedPointBackend: InferenceBackend {
    package let format: FixedFormat

    package init(_ format: FixedFormat) {
        self.format = format
    }

    package var name: String { "fixed16.\(format.fractionBits)" }

    package func supports(_ precision: Precision) -> Bool { precision == .f32 }

    package func draft(
        _ model: StagedModel,
        precision: Precision,
        maxBatch: Int,
        givesFeatures: Bool
    ) throws(ModelError) -> ExecutorDraft {
        guard supports(precision) else {
            throw .unsupportedPrecision(precision, backend: name, reason: "its words are kept as f32")
        }
        return try ExecutorDraft(
            model,
            precision: precision,
            maxBatch: maxBatch,
            givesFeatures: givesFeatures,
            builder: FixedPointBuilder(format)
        )
    }
}
