/// Computes in plain Swift: the reference for other backends, and the backend where no kernel library exists.
///
/// Its sums run in a fixed order that depends on neither the batch size nor the CPU, so a sample's results are equal
/// bit by bit however it is batched.
package struct PortableBackend: InferenceBackend {
    package init() {}

    package var name: String { "portable" }

    package func supports(_ precision: Precision) -> Bool { precision == .f32 }

    package func draft(
        _ model: StagedModel,
        precision: Precision,
        maxBatch: Int,
        givesFeatures: Bool
    ) throws(ModelError) -> ExecutorDraft {
        guard supports(precision) else {
            throw .unsupportedPrecision(precision, backend: name, reason: "it computes in f32 only")
        }
        return try ExecutorDraft(
            model,
            precision: precision,
            maxBatch: maxBatch,
            givesFeatures: givesFeatures,
            builder: PortableBuilder()
        )
    }
}
