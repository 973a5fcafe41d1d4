/// Computes in plain Swift: the reference for other backends, and the backend where no kernel library exists.
///
/// Its sums run in a fixed order that depends on neither the batch size nor the CPU, so a sample's results are equal
/// bit by bit however it is batched.
package struct PortableBackend: InferenceBackend {
    package init() {}

    package var name: String { "portable" }

    package func supports(_ precision: Precision) -> Bool { precision != .bf16 }

    package func draft(
        _ model: StagedModel,
        precision: Precision,
        maxBatch: Int,
        givesFeatures: Bool
    ) throws(ModelError) -> ExecutorDraft {
        guard supports(precision) else {
            throw .unsupportedPrecision(precision, backend: name, reason: "it computes in f32 and int8 only")
        }
        return try ExecutorDraft(
            model,
            precision: precision,
            maxBatch: maxBatch,
            givesFeatures: givesFeatures,
            quantizer: precision == .int8 ? Quantizer(try model.ranges()) : nil,
            builder: PortableBuilder()
        )
    }
}
