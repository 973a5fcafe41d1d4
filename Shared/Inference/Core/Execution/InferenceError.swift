/// Why one run gave no result.
package enum InferenceError: Error, Equatable, Sendable {
    /// The stop flag was raised; the samples' activations are unchanged, so the same run may be given again.
    case stopped
    /// The sample's bytes do not fit the model's input; a client's mistake.
    case inputByteCount(expected: Int, actual: Int)
    /// The batch is empty or larger than prepared for; a caller's mistake.
    case batchSize(Int, limit: Int)
    /// A sample belongs to another model, executor or stage; a caller's mistake.
    case foreignActivation(stage: Int)
    /// What should have been carried over from another process is none of that; the sender's mistake.
    case carriedBytes(String)
    /// There is no such stage; a caller's mistake.
    case unknownStage(Int)
    /// The kernel library failed; the results of the run are lost, and a retry elsewhere may help.
    case backend(String)
}
