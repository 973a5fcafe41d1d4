/// Runs the stages of one model; confined to one compute thread at a time.
package protocol StageExecutor: AnyObject {
    var model: StagedModel { get }
    var precision: Precision { get }
    /// The largest number of samples that one run takes.
    var maxBatch: Int { get }
    /// What the executor holds in memory now.
    var footprint: ExecutorFootprint { get }

    /// Copies one sample in, converted and normalized for the first stage.
    ///
    /// - Parameters:
    ///   - input: One sample in the model's layout, channels first.
    ///   - datatype: How its values are written.
    /// - Returns: The sample, ready for stage 0.
    /// - Throws: ``InferenceError/inputByteCount(expected:actual:)``.
    func stage(input: UnsafeRawBufferPointer, datatype: InputDatatype) throws(InferenceError) -> SampleActivation

    /// Runs one stage for a batch of samples and splits the results.
    ///
    /// The samples may come from different earlier batches and in any order. Those that are consecutive rows of one
    /// earlier result are read where they lie; all others are copied together first.
    ///
    /// - Parameters:
    ///   - stage: The stage that all samples stand before.
    ///   - samples: 1…``maxBatch`` of them.
    ///   - stop: Looked at between layers.
    /// - Returns: One result per sample, in the same order.
    /// - Throws: ``InferenceError``; ``InferenceError/stopped`` if the flag was raised in time.
    func run(stage: Int, _ samples: [SampleActivation], stop: StopFlag) throws(InferenceError) -> StageOutput

    /// What the sample carries, for another process that has the same model.
    ///
    /// - Returns: As ``CarriedCode`` writes it; `nil` of what stands before the first stage or belongs to another executor.
    func carriedBytes(of sample: SampleActivation) -> [UInt8]?

    /// Takes over what another process has begun.
    ///
    /// - Parameters:
    ///   - carried: As ``carriedBytes(of:)`` gave it.
    ///   - stage: The stage that the sample stands before, 1 or later.
    /// - Returns: The sample, ready for that stage.
    /// - Throws: ``InferenceError/unknownStage(_:)`` or ``InferenceError/carriedBytes(_:)``.
    func resume(
        _ carried: UnsafeRawBufferPointer,
        before stage: Int
    ) throws(InferenceError) -> SampleActivation

    /// What the exit's classifier read of one sample of the last run that was not stopped.
    ///
    /// - Parameter index: Of the sample in that run.
    /// - Returns: As many numbers as ``StageDescription/features`` has, a picture's channels last; none if the executor
    ///   was prepared without them, or the exit has none.
    func features(of index: Int) -> [Float]
}

extension StageExecutor {
    /// Copies in one sample of normalized little-endian 32-bit floats.
    package func stage(input: UnsafeRawBufferPointer) throws(InferenceError) -> SampleActivation {
        try stage(input: input, datatype: .fp32)
    }
}
