/// Runs stages through plans that were built for every stage and batch size; what all backends have in common.
package final class PlannedExecutor: StageExecutor {
    /// The largest batch that plans are built for.
    package static let batchLimit = 256
    /// Free activation memory kept for reuse, in blocks of the largest batch.
    private static let pooledBatches = 8

    package let model: StagedModel
    package let precision: Precision
    package let maxBatch: Int
    private let builder: any PlanBuilder
    private let stager: InputStager
    private let pool: ActivationPool
    /// By stage, then by batch size less one.
    private let plans: [[any StagePlan]]
    /// Per stage and carried input, the bytes of one sample.
    private let rowBytes: [[Int]]
    private let arena: ActivationMemory
    /// Where samples from different blocks are copied together.
    private let merged: ActivationMemory
    private let logits: ActivationMemory
    /// Of the last run, if features are wanted.
    private let features: ActivationMemory
    private let givesFeatures: Bool
    private var lastStage = 0

    /// Takes over the plans of a draft.
    init(_ draft: ExecutorDraft) {
        let (model, precision, maxBatch) = (draft.model, draft.precision, draft.maxBatch)
        (self.model, self.precision, self.maxBatch) = (model, precision, maxBatch)
        (builder, givesFeatures, plans) = (draft.builder, draft.givesFeatures, draft.plans)
        stager = InputStager(model.manifest.input, shape: model.inputShape, precision: precision)
        rowBytes = model.stages.map { $0.inputs.map { $0.elementCount * precision.byteCount } }
        let largest = rowBytes.map { ActivationBlock.byteCount(rowBytes: $0, rows: maxBatch) }.max() ?? 0
        pool = ActivationPool(freeByteLimit: largest * Self.pooledBatches)
        arena = ActivationMemory(byteCount: plans.joined().map(\.arenaByteCount).max() ?? 0)
        merged = ActivationMemory(byteCount: largest)
        let classes = model.stages.map(\.logits.elementCount).max() ?? 0
        logits = ActivationMemory(byteCount: classes * maxBatch * MemoryLayout<Float>.size)
        let widest = givesFeatures ? model.stages.compactMap { $0.features?.elementCount }.max() ?? 0 : 0
        features = ActivationMemory(byteCount: widest * maxBatch * precision.byteCount)
    }

    deinit {
        arena.free()
        merged.free()
        logits.free()
        features.free()
    }

    package var footprint: ExecutorFootprint {
        let bytes = pool.bytes
        return ExecutorFootprint(
            weightBytes: builder.weightBytes,
            arenaBytes: arena.byteCount + merged.byteCount + logits.byteCount + features.byteCount,
            activationBytes: bytes.used,
            pooledBytes: bytes.free
        )
    }

    package func stage(
        input: UnsafeRawBufferPointer,
        datatype: InputDatatype
    ) throws(InferenceError) -> SampleActivation {
        let block = pool.block(rowBytes: rowBytes[0], rows: 1)
        try stager.write(input, datatype, to: block.address(tensor: 0, row: 0))
        return SampleActivation(stage: 0, block: block, row: 0)
    }

    package func run(
        stage: Int,
        _ samples: [SampleActivation],
        stop: StopFlag
    ) throws(InferenceError) -> StageOutput {
        try check(stage, samples)
        let inputs = gathered(stage, samples)
        let isLast = stage == model.stages.count - 1
        let carried = isLast ? nil : pool.block(rowBytes: rowBytes[stage + 1], rows: samples.count)
        var outputs = carried.map { block in block.rowBytes.indices.map { block.address(tensor: $0, row: 0) } } ?? []
        outputs.append(logits.base)
        if givesFeatures, model.stages[stage].features != nil { outputs.append(features.base) }
        try plans[stage][samples.count - 1].run(inputs: inputs, outputs: outputs, arena: arena.base, stop: stop)
        lastStage = stage
        return split(stage, samples.count, carried)
    }

    package func features(of index: Int) -> [Float] {
        guard givesFeatures, let count = model.stages[lastStage].features?.elementCount, index < maxBatch else {
            return []
        }
        return precision.floats(features.base + index * count * precision.byteCount, count: count)
    }

    package func carriedBytes(of sample: SampleActivation) -> [UInt8]? {
        guard sample.stage > 0, model.stages.indices.contains(sample.stage), sample.block.belongs(to: pool) else {
            return nil
        }
        let inputs = model.stages[sample.stage].inputs
        let tensors = inputs.indices.map { index in
            precision.floats(
                sample.block.address(tensor: index, row: sample.row),
                count: inputs[index].elementCount
            )
        }
        return CarriedCode(inputs).encode(tensors)
    }

    package func resume(
        _ carried: UnsafeRawBufferPointer,
        before stage: Int
    ) throws(InferenceError) -> SampleActivation {
        guard stage > 0, model.stages.indices.contains(stage) else { throw .unknownStage(stage) }
        let tensors = try CarriedCode(model.stages[stage].inputs).decode(carried)
        let block = pool.block(rowBytes: rowBytes[stage], rows: 1)
        for (index, numbers) in tensors.enumerated() {
            precision.store(numbers, to: block.address(tensor: index, row: 0))
        }
        return SampleActivation(stage: stage, block: block, row: 0)
    }

    private func check(_ stage: Int, _ samples: [SampleActivation]) throws(InferenceError) {
        guard model.stages.indices.contains(stage) else { throw .unknownStage(stage) }
        guard (1...maxBatch).contains(samples.count) else { throw .batchSize(samples.count, limit: maxBatch) }
        guard samples.allSatisfy({ $0.stage == stage && $0.block.belongs(to: pool) }) else {
            throw .foreignActivation(stage: stage)
        }
    }

    /// The address of each input tensor: in place if the samples lie one after another in one block, else after copying.
    private func gathered(_ stage: Int, _ samples: [SampleActivation]) -> [UnsafeRawPointer] {
        let first = samples[0]
        let isContiguous = samples.indices.allSatisfy {
            samples[$0].block === first.block && samples[$0].row == first.row + $0
        }
        let sizes = rowBytes[stage]
        if isContiguous {
            return sizes.indices.map { UnsafeRawPointer(first.block.address(tensor: $0, row: first.row)) }
        }
        var inputs: [UnsafeRawPointer] = []
        var target = merged.base
        for (tensor, size) in sizes.enumerated() {
            inputs.append(UnsafeRawPointer(target))
            for (row, sample) in samples.enumerated() {
                let source = sample.block.address(tensor: tensor, row: sample.row)
                (target + row * size).copyMemory(from: source, byteCount: size)
            }
            target += ActivationBlock.byteCount(rowBytes: [size], rows: samples.count)
        }
        return inputs
    }

    private func split(_ stage: Int, _ count: Int, _ carried: ActivationBlock?) -> StageOutput {
        let classes = model.stages[stage].logits.elementCount
        let floats = logits.base.assumingMemoryBound(to: Float.self)
        return StageOutput(
            samples: (0..<count).map { row in
                StageOutput.Sample(
                    logits: Array(UnsafeBufferPointer(start: floats + row * classes, count: classes)),
                    next: carried.map { SampleActivation(stage: stage + 1, block: $0, row: row) }
                )
            }
        )
    }
}
