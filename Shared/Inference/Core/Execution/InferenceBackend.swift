/// A way to compute stages: a kernel library, or plain Swift.
package protocol InferenceBackend: Sendable {
    /// The name that profiles and logs carry.
    var name: String { get }

    /// Whether this machine computes in that precision without emulation.
    func supports(_ precision: Precision) -> Bool

    /// Begins to build the plans of all stages for every batch size up to `maxBatch`, so that no run ever builds one.
    ///
    /// Call it on the compute thread that will run the stages.
    ///
    /// - Parameters:
    ///   - model: The network.
    ///   - precision: The format of weights and activations.
    ///   - maxBatch: The largest number of samples in one run, 1…256.
    ///   - givesFeatures: Whether ``StageExecutor/features(of:)`` will be asked.
    /// - Returns: The draft, confined to the calling thread from now on.
    /// - Throws: ``ModelError/unsupportedPrecision(_:backend:reason:)`` or ``ModelError/backend(node:reason:)``.
    func draft(
        _ model: StagedModel,
        precision: Precision,
        maxBatch: Int,
        givesFeatures: Bool
    ) throws(ModelError) -> ExecutorDraft
}

extension InferenceBackend {
    /// Builds all plans at once; see ``draft(_:precision:maxBatch:givesFeatures:)``.
    package func prepare(
        _ model: StagedModel,
        precision: Precision,
        maxBatch: Int,
        givesFeatures: Bool
    ) throws(ModelError) -> any StageExecutor {
        try draft(model, precision: precision, maxBatch: maxBatch, givesFeatures: givesFeatures).complete()
    }

    /// Builds plans that give logits alone.
    package func prepare(
        _ model: StagedModel,
        precision: Precision,
        maxBatch: Int
    ) throws(ModelError) -> any StageExecutor {
        try prepare(model, precision: precision, maxBatch: maxBatch, givesFeatures: false)
    }
}
