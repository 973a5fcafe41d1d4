/// An executor whose plans are being built, one after another, so that other work can come in between.
///
/// Confined to the thread that will run the stages.
package final class ExecutorDraft {
    let model: StagedModel
    let precision: Precision
    let maxBatch: Int
    let givesFeatures: Bool
    let builder: any PlanBuilder
    private let quantizer: Quantizer?
    /// By stage, then by batch size less one.
    private(set) var plans: [[any StagePlan]]
    private let derived = DerivedConstants()
    /// At the batch size whose plans are built now.
    private var shaped: ShapedGraph?
    private var done = 0

    /// Builds nothing yet.
    ///
    /// - Parameters:
    ///   - model: The network.
    ///   - precision: The format of activations.
    ///   - maxBatch: 1…``PlannedExecutor/batchLimit``.
    ///   - givesFeatures: Whether ``StageExecutor/features(of:)`` will be asked.
    ///   - quantizer: Puts convolutions on bytes, with ``Precision/int8``.
    ///   - builder: The backend's.
    /// - Throws: ``ModelError/tooLarge(what:value:limit:)``.
    package init(
        _ model: StagedModel,
        precision: Precision,
        maxBatch: Int,
        givesFeatures: Bool,
        quantizer: Quantizer? = nil,
        builder: any PlanBuilder
    ) throws(ModelError) {
        guard (1...PlannedExecutor.batchLimit).contains(maxBatch) else {
            throw .tooLarge(what: "largest batch", value: maxBatch, limit: PlannedExecutor.batchLimit)
        }
        self.model = model
        self.precision = precision
        self.maxBatch = maxBatch
        self.givesFeatures = givesFeatures
        self.quantizer = quantizer
        self.builder = builder
        plans = model.stages.map { _ in [] }
    }

    private var stepCount: Int { maxBatch * model.stages.count }

    package var isComplete: Bool { done == stepCount }

    /// Builds the next plan; small batches come first, and of each batch size the stages in order.
    ///
    /// - Throws: ``ModelError``.
    package func advance() throws(ModelError) {
        precondition(!isComplete, "there is a plan to build")
        let (batch, stage) = (1 + done / model.stages.count, done % model.stages.count)
        let shaped = try shapes(batch, isFirst: stage == 0)
        let program = try model.program(stage: stage, shaped, givesFeatures: givesFeatures, derived: derived)
        plans[stage].append(
            try builder.plan(quantizer?.quantized(program) ?? program, floatOutputs: [model.cuts[stage].carried.count])
        )
        done += 1
    }

    /// Kept for the stages of one batch size.
    private func shapes(_ batch: Int, isFirst: Bool) throws(ModelError) -> ShapedGraph {
        if let shaped, !isFirst { return shaped }
        let fresh = try model.shaped(batch: batch)
        shaped = fresh
        return fresh
    }

    /// Builds what is left at once, and then ``finish()``.
    func complete() throws(ModelError) -> any StageExecutor {
        while !isComplete { try advance() }
        return finish()
    }

    /// The executor; called once, when all plans are built.
    package func finish() -> any StageExecutor {
        precondition(isComplete, "every plan is built")
        return PlannedExecutor(self)
    }
}
